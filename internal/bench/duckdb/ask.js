// Loads a corpus into DuckDB and asks it questions. Standard input holds
// {corpus, database, runs, questions: [{name, where}], countings: [{name, where}]},
// the latter with what to group by; standard output gets
// {load, questions: {name: {matched, milliseconds}}}.
import { rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { DuckDBInstance } from '@duckdb/node-api';

const { corpus, database, runs, questions, countings } = JSON.parse(await text(process.stdin));
for (const file of [database, database + '.wal']) rmSync(file, { force: true });
const instance = await DuckDBInstance.create(database);
const db = await instance.connect();
const at = (path) => `json->>'$.${path}'`;

const milliseconds = async (work) => {
  const began = process.hrtime.bigint();
  const result = await work();
  return [Number(process.hrtime.bigint() - began) / 1e6, result];
};

// The columns that a screen filters by, and the record's text.
const [load] = await milliseconds(() => db.run(`
  CREATE TABLE events AS SELECT
    (${at('eventTime')})::TIMESTAMP AS time, ${at('eventSource')} AS source, ${at('eventName')} AS name,
    ${at('awsRegion')} AS region, ${at('recipientAccountId')} AS account, ${at('sourceIPAddress')} AS ip,
    ${at('userAgent')} AS agent, ${at('errorCode')} AS error, ${at('requestID')} AS request, ${at('eventID')} AS id,
    ${at('userIdentity.accessKeyId')} AS key, ${at('readOnly')} = 'false' AS write,
    coalesce(${at('userIdentity.userName')}, ${at('userIdentity.sessionContext.sessionIssuer.userName')}, ${at('userIdentity.type')}) AS "user",
    coalesce(${at('requestParameters.bucketName')}, ${at('requestParameters.roleName')}, ${at('requestParameters.roleArn')},
      ${at('requestParameters.instanceId')}, ${at('requestParameters.tableName')}, ${at('requestParameters.secretId')},
      ${at('requestParameters.keyId')}, ${at('requestParameters.logGroupName')}, ${at('resources[0].ARN')}) AS resource,
    json::VARCHAR AS record
  FROM read_ndjson_objects('${corpus}')`));

// One whole answer: how many match, the newest rows, six facets, a histogram.
const answer = async (where) => {
  const rows = async (sql) => (await db.runAndReadAll(sql)).getRows();
  await db.run(`CREATE OR REPLACE TEMP TABLE found AS SELECT rowid AS row, time, source, name, region, "user", resource, error, write FROM events WHERE ${where}`);
  const matched = Number((await rows('SELECT count(*) FROM found'))[0][0]);
  await rows('SELECT * FROM found ORDER BY time DESC LIMIT 60');
  for (const facet of ['"user"', 'resource', 'source', 'name', 'region', 'error']) {
    await rows(`SELECT ${facet}, count(*), min(time), max(time) FROM found GROUP BY 1 ORDER BY 2 DESC LIMIT 50`);
  }
  await rows(`SELECT time_bucket(INTERVAL 18 HOURS, time), write, count(*) FROM found GROUP BY 1, 2`);
  return matched;
};

// All events counted by something, with the first and the last of each.
const count = async (by) =>
  (await db.runAndReadAll(`SELECT ${by}, count(*), min(time), max(time) FROM events GROUP BY ALL`)).getRows().length;

const answers = {};
const measure = async (list, ask) => {
  for (const { name, where } of list) {
    const took = [];
    let matched;
    for (let i = 0; i < runs; i++) {
      const [ms, n] = await milliseconds(() => ask(where));
      took.push(ms);
      matched = n;
    }
    took.sort((a, b) => a - b);
    answers[name] = { matched, milliseconds: took[took.length >> 1] };
  }
};
await measure(questions, answer);
await measure(countings, count);
console.log(JSON.stringify({ load, questions: answers }));
