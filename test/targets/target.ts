/** Something that answers the whole API: a local server, or a deployment. */
export interface Target {
  readonly name: 'local' | 'deployed';
  readonly url: string;
  /** The key that it began with: an admin's. */
  readonly key: string;
}

/** Where the vendors are that a target is synced from; each target has its own, and all of them are alike. */
export interface Vendors extends AsyncDisposable {
  readonly github: string;
  /** Answers each request seconds later. */
  readonly slow: string;
  readonly jira: string;
}
