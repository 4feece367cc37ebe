export { answerAccountLink, answerCheckIn, answerClaim, greet, respond } from './respond.js';
export { routes } from './routes.js';
