import { cachedFiles } from './cached-files.ts';
import { dynamoClient, s3Client } from './clients.ts';
import { dynamoTable } from './dynamo-table.ts';
import type { Patience } from './patience.ts';
import { s3Objects } from './s3-objects.ts';
import { s3Spool } from './s3-spool.ts';
import { scratchFolder } from './scratch-folder.ts';

/** Where the lake is, and how much of it is kept here. */
export interface LakePlaces {
  readonly CONTROL_TABLE: string;
  readonly BUCKET: string;
  readonly CACHE_MIB: number;
}

/** Before API Gateway gives up, which is after 30 s: questions, and the writing of an answer that is too large for a response. */
const longest = 22_000;

/** The parts of AWS that the function works with that answers questions. */
export function lakePorts(patience: Patience, { CONTROL_TABLE, BUCKET, CACHE_MIB }: LakePlaces) {
  const table = dynamoTable({ ...patience, client: dynamoClient(), table: CONTROL_TABLE });
  const bucket = { ...patience, client: s3Client(), bucket: BUCKET };
  const scratch = scratchFolder();
  const folder = `${scratch}/lake`;
  const files = cachedFiles({ objects: s3Objects(bucket), folder, most: CACHE_MIB * 2 ** 20 });
  return {
    table,
    spool: s3Spool({ ...bucket, prefix: 'answers', longest }),
    /** What the lake's reader is told. */
    where: { control: table, files, folder, spill: `${scratch}/spill`, longest },
  };
}
