/** An answer to a question: stretches of rows, their values in the order of `columns`. */
export interface LakeAnswer {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly (readonly unknown[])[]>;
}

/** The tables of the lake as they are now, to be asked in SQL that only reads. */
export interface OpenLake {
  /** @throws InvalidInputError when it is not one question that can be answered */
  ask(sql: string): Promise<LakeAnswer>;
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): void;
}

/** Where there is a lake. */
export interface LakeReader {
  open(): Promise<OpenLake>;
}

/** That this deployment has no lake, or that another function of it answers. */
export const NO_LAKE = 'this part of the deployment answers no SQL and no metrics';
