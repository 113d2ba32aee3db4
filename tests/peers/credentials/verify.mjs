// Digital Bazaar's verifier of Verifiable Credentials, on cases from standard input: [{credential, documents, now}, …].
// `documents`: what stands at which address; nothing is fetched. Answers [{verified, errors}, …].
import { contexts as credentials } from "@digitalbazaar/credentials-context";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import dataIntegrity from "@digitalbazaar/data-integrity-context";
import { createVerifyCryptosuite } from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";

const suite = () => new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });

async function verdict({ credential, documents, now }) {
  const documentLoader = async (url) => {
    const document =
      documents[url] ?? credentials.get(url) ?? dataIntegrity.contexts.get(url) ?? keyIn(documents, url);
    if (document === undefined) throw new Error(`not found: ${url}`);
    return { contextUrl: null, documentUrl: url, document };
  };
  const result = await vc.verifyCredential({
    credential,
    suite: suite(),
    documentLoader,
    now: new Date(now),
    checkStatus: (options) => checkStatus({ ...options, suite: suite(), documentLoader, verifyBitstringStatusListCredential: true }),
  });
  const revoked = result.statusResult?.results?.some((each) => each.status) ?? false;
  return { verified: result.verified && !revoked, errors: [...errorsOf(result), ...(revoked ? ["revoked"] : [])] };
}

// A key that stands inside the document of its controller, as a Multikey of its own.
function keyIn(documents, url) {
  const holder = documents[url.split("#")[0]];
  const key = holder?.assertionMethod?.find((each) => each.id === url);
  return key && { "@context": "https://w3id.org/security/multikey/v1", ...key };
}

function errorsOf(result) {
  const errors = [result.error, ...(result.error?.errors ?? []), result.statusResult?.error];
  return errors.filter(Boolean).map((error) => String(error.message ?? error));
}

let read = "";
for await (const chunk of process.stdin) read += chunk;
const verdicts = [];
for (const each of JSON.parse(read)) verdicts.push(await verdict(each));
console.log(JSON.stringify(verdicts));
