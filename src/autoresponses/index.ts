export { answerClaim, forgetAutoResponses, greet, respond } from './respond.js';
export { routes } from './routes.js';
