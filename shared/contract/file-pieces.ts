/**
 * A file crosses in pieces, as base64: the page reads and saves it with the means of its own host, and no path crosses. A piece fits
 * into what the loopback host takes in one call.
 */
export const filePieceBytes = 480_000

/** The same of a text: it fits however the characters are escaped. */
export const filePieceCharacters = 150_000
