export { isTrackedLinkToken } from './core/link-token.js';
export { countClicks, type LinkFigures } from './count-clicks.js';
export { haveClicked } from './have-clicked.js';
export { exports, holdings } from './holdings.js';
export { listClickers, listLinkClickers, type Clicker } from './list-clickers.js';
export { openTrackedLink } from './open-link.js';
export { fillLinks, hasLinks, prepareLinks, type PreparedLinks } from './prepare-links.js';
export { routes } from './routes.js';
export { trackLinks } from './track-links.js';
