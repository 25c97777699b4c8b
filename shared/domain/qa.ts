import { bool, id, oneOf, table, text, time } from './table.ts';

/** What tests belong to: a Jenkins job. */
export const qaProjects = table('qa_projects', ['id'], { id: id(), name: text() });

/** A test; every build that runs it names it. */
export const qaTestCases = table(
  'qa_test_cases',
  ['id'],
  {
    id: id(),
    name: text(),
    createTime: time(),
    creatorId: text(),
    type: oneOf(['functional', 'api']),
    qaApiId: text(),
    qaProjectId: text(),
  },
  'connection',
);

/** One run of a test. */
export const qaTestCaseExecutions = table('qa_test_case_executions', ['id'], {
  id: id(),
  qaProjectId: text(),
  qaTestCaseId: text(),
  createTime: time(),
  startTime: time(),
  finishTime: time(),
  creatorId: text(),
  status: oneOf(['PENDING', 'IN_PROGRESS', 'SUCCESS', 'FAILED']),
  /** It was skipped. */
  isInvalid: bool(),
});
