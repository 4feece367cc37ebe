/** The MongoDB error codes this store answers with, and their published names. */
const CODE_NAMES = {
  2: 'BadValue',
  4: 'NoSuchKey',
  9: 'FailedToParse',
  14: 'TypeMismatch',
  15: 'Overflow',
  20: 'IllegalOperation',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  52: 'DollarPrefixedFieldName',
  54: 'NotSingleValueField',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  96: 'OperationFailed',
  115: 'CommandNotSupported',
  146: 'ExceededMemoryLimit',
  171: 'CannotIndexParallelArrays',
  197: 'InvalidIndexSpecificationOption',
  238: 'NotImplemented',
  263: 'OperationNotSupportedInTransaction',
  292: 'QueryExceededMemoryLimitNoDiskUseAllowed',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
} as const;

/** An error a client sees, with MongoDB's code and name. */
export class StoreError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** Further fields of the answer, such as keyPattern and keyValue. */
  readonly details: Record<string, unknown>;

  constructor(code: number, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
    this.codeName = isNamed(code) ? CODE_NAMES[code] : `Location${code}`;
    this.details = details;
  }
}

function isNamed(code: number): code is keyof typeof CODE_NAMES {
  return code in CODE_NAMES;
}
