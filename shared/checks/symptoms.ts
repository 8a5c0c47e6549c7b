/** The four rows of the troubleshooting table on Coval's page, in its words. */
export const symptoms = {
  noSpans: 'No spans in the viewer, correct time window',
  notInCoval: 'Spans appear in Phoenix but not in Coval',
  unauthorised: '401 Unauthorized',
  refused: 'Connection refused',
} as const
