/** Bytes that are no message of the protocol; the connection cannot go on. */
export class StoreFramingError extends Error {}
