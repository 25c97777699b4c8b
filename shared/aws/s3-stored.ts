import { ListObjectVersionsCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import type { StoredObject, StoredPort } from '../pipeline/ports.ts';
import { callOptions, persist } from './patience.ts';
import type { S3ObjectsProps } from './s3-objects.ts';

/** The tag by which the lifecycle rule of the bucket knows what may expire. */
const REPLACED = { TagSet: [{ Key: 'sluice', Value: 'replaced' }] };

/** The objects of a versioned bucket as the sweeper sees them: the latest versions, with S3's own time. */
export function s3Stored(props: S3ObjectsProps): StoredPort {
  const { client, bucket: Bucket } = props;
  const ask = <T>(what: string, call: () => Promise<T>): Promise<T> =>
    persist(what, props, async () => ({ answer: await call() }));

  return {
    list: async (prefix, { after, limit }) => {
      const command = new ListObjectVersionsCommand({ Bucket, Prefix: prefix, MaxKeys: limit, KeyMarker: after });
      const answer = await ask(`listing the versions of "${prefix}"`, () => client.send(command, callOptions(props)));
      const objects = (answer.Versions ?? []).flatMap(({ Key, VersionId, LastModified, IsLatest }): StoredObject[] =>
        Key !== undefined && VersionId !== undefined && LastModified !== undefined && IsLatest
          ? [{ key: Key, version: VersionId, putAt: LastModified.getTime() }]
          : [],
      );
      // A key's latest version comes first, so its others may be passed.
      const last = answer.IsTruncated ? answer.NextKeyMarker : undefined;
      return { objects, ...(last !== undefined && { last }) };
    },

    markReplaced: async ({ key, version }) => {
      const command = new PutObjectTaggingCommand({ Bucket, Key: key, VersionId: version, Tagging: REPLACED });
      await ask(`tagging "${key}"`, () => client.send(command, callOptions(props)));
    },
  };
}
