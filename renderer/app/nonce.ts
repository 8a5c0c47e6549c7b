import { setNonce } from 'get-nonce'

/**
 * The nonce that the host put into this load of the page. Mantine asks for it by `getStyleNonce`; Modal, Drawer and
 * Spotlight lock the scroll through react-style-singleton, which asks `get-nonce`. So this must be the first module.
 */
const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')
export const styleNonce = meta?.nonce || meta?.getAttribute('nonce') || ''
if (styleNonce) setNonce(styleNonce)
