import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { sluice } from '../../infra/sluice.ts';

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.json()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});

/** A resource of a template, as far as the tests look into it. */
export type Resource = z.infer<typeof Resource>;

/** The app as `cdk.json` configures it, without bundling, which only its size test needs. */
export const appWith = (context: Readonly<Record<string, unknown>> = {}, outdir?: string): App => {
  const configured = CdkJson.parse(JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')));
  return new App({
    context: { ...configured.context, 'aws:cdk:bundling-stacks': [], ...context },
    ...(outdir ? { outdir } : {}),
  });
};

/** The three templates; a test file makes them once, as synthesis is slow. */
export const synthesized = (context: Readonly<Record<string, unknown>> = {}) => {
  const stacks = sluice(appWith(context));
  const templates = {
    data: Template.fromStack(stacks.data),
    sync: Template.fromStack(stacks.sync),
    api: Template.fromStack(stacks.api),
  };
  return { ...templates, all: [templates.data, templates.sync, templates.api] };
};

/** The resources of a type in some templates, by logical id. */
export const resourcesOf = (templates: readonly Template[], type: string): readonly (readonly [string, Resource])[] =>
  templates.flatMap((template) =>
    Object.entries(template.findResources(type)).map(([id, resource]) => [id, Resource.parse(resource)] as const),
  );
