export { answerAccountLink, answerClaim, greet, respond } from './respond.js';
export { routes } from './routes.js';
