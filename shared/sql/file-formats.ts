/** How a file that is brought along can be written. */
export const importFormats = ['csv', 'ndjson', 'json', 'parquet'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** How a table leaves. */
export const exportFormats = ['ndjson', 'csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];
