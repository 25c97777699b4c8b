import { randomUUID } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { UnreachableError } from '../errors.ts';
import { callOptions, persist } from './patience.ts';
import type { S3ObjectsProps } from './s3-objects.ts';

/** What goes into one part: S3 takes no less, and two of them are held at a time. */
const PART = 5 * 1024 * 1024;
/** How long the address is good, in seconds. */
const GOOD_FOR = 3_600;

/** Props of the place for answers that are too large for a response. */
export interface S3SpoolProps extends S3ObjectsProps {
  /** Answers lie below it, and expire soon. */
  readonly prefix: string;
  /** How long the writing of one may take, in milliseconds. */
  readonly longest: number;
}

/**
 * Writes what is read bit by bit to an object of its own, in constant memory, and answers an address that anybody may
 * read for an hour. What cannot be read to its end leaves no object.
 *
 * @throws UnreachableError when it takes longer than it may; what reading throws
 */
export function s3Spool(
  props: S3SpoolProps,
): (chunks: AsyncIterable<Uint8Array>, type: string, encoding?: 'gzip') => Promise<string> {
  const { client, bucket: Bucket, clock } = props;
  const ask = <T>(what: string, call: () => Promise<T>): Promise<T> =>
    persist(what, props, async () => ({ answer: await call() }));
  return async (chunks, type, encoding) => {
    const until = clock.now() + props.longest;
    const at = { Bucket, Key: `${props.prefix}/${randomUUID()}` };
    const begin = new CreateMultipartUploadCommand({
      ...at,
      ContentType: type,
      // What a browser is sent to is kept, not shown.
      ContentDisposition: 'attachment',
      ...(encoding !== undefined && { ContentEncoding: encoding }),
    });
    const { UploadId } = await ask('beginning an answer', () => client.send(begin, callOptions(props)));
    const upload = { ...at, UploadId };
    const parts: { ETag: string | undefined; PartNumber: number }[] = [];
    const put = async (Body: Uint8Array): Promise<void> => {
      const PartNumber = parts.length + 1;
      const command = new UploadPartCommand({ ...upload, PartNumber, Body });
      const { ETag } = await ask('putting a part of an answer', () => client.send(command, callOptions(props)));
      parts.push({ ETag, PartNumber });
    };
    try {
      for await (const part of inParts(chunks)) {
        if (clock.now() > until)
          throw new UnreachableError(
            'the answer takes too long to write: ask for fewer fields or scopes, or page by page with limit',
          );
        await put(part);
      }
      const end = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } });
      await ask('ending an answer', () => client.send(end, callOptions(props)));
      return await getSignedUrl(client, new GetObjectCommand(at), { expiresIn: GOOD_FOR });
    } catch (cause) {
      await ask('leaving an answer', () => client.send(new AbortMultipartUploadCommand(upload), callOptions(props)));
      throw cause;
    }
  };
}

async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes < PART) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  yield Buffer.concat(held);
}
