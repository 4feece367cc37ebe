import common from './common.json';
import inbox from './inbox.json';

export const words = { ...common, inbox };
