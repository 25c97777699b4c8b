import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../errors.ts';
import type { ObjectPort } from '../pipeline/ports.ts';
import { callOptions, nameOf, type Patience, persist } from './patience.ts';

/** Props of the objects in a bucket. */
export interface S3ObjectsProps extends Patience {
  readonly client: S3Client;
  readonly bucket: string;
}

/** Objects in a bucket. What arrives is checked against its SHA-256, by S3 when it is put and by the SDK when it is read. */
export function s3Objects(props: S3ObjectsProps): ObjectPort {
  const { client, bucket: Bucket } = props;
  const ask = <T>(what: string, call: () => Promise<T>): Promise<T> =>
    persist(what, props, async () => ({ answer: await call() }));

  return {
    put: async (key, body) => {
      const ChecksumSHA256 = createHash('sha256').update(body).digest('base64');
      const command = new PutObjectCommand({ Bucket, Key: key, Body: body, ChecksumSHA256 });
      await ask(`putting "${key}"`, () => client.send(command, callOptions(props)));
    },

    get: (key) =>
      ask(`getting "${key}"`, async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }), callOptions(props));
        return Body ? await Body.transformToByteArray() : new Uint8Array();
      }).catch((cause: unknown) => {
        if (nameOf(cause) !== 'NoSuchKey') throw cause;
        throw new NotFoundError(`there is no object "${key}" in bucket ${Bucket}`, { cause });
      }),

    async *list(prefix) {
      let from: { ContinuationToken?: string } | undefined = {};
      while (from) {
        const command: ListObjectsV2Command = new ListObjectsV2Command({ Bucket, Prefix: prefix, ...from });
        const answer = await ask(`listing "${prefix}"`, () => client.send(command, callOptions(props)));
        for (const { Key } of answer.Contents ?? []) if (Key !== undefined) yield Key;
        const next = answer.NextContinuationToken;
        from = next === undefined ? undefined : { ContinuationToken: next };
      }
    },
  };
}
