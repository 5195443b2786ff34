/**
 * What the model and people say of a narrative, as a list of claims. A claim is anything that a
 * person may doubt: a tag, a flag, a country, the record type. Each carries the words it rests on.
 */

const FACET_ORDER = ["violation_type", "perpetrator", "key_population"];
const MOST_URGENT = "urgent_risk";
const ASK = "ask";
const VERY_LIKELY = 0.9;

const claim = (facet, label, from, more = {}) => ({
  key: `${facet}/${label}`,
  facet,
  storedFacet: facet,
  label,
  score: from.score,
  evidence: from.evidence ?? [],
  basis: from.basis,
  reason: from.reason,
  // Of stored cases: suggested, accepted, rejected or added, by model or person.
  state: from.state ?? null,
  origin: from.origin ?? null,
  // The service suggests it, but wants a person to look; beside "very likely" that would confuse.
  isUnsure: from.zone === ASK && from.score < VERY_LIKELY,
  ...more,
});

const byPlace = (order) => (a, b) => {
  const place = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return place(a) - place(b);
};

/** Labels that the service is not sure enough of to suggest: a list, or lists by facet. */
function readQuestions(questions) {
  const listed = Array.isArray(questions)
    ? questions
    : Object.entries(questions ?? {}).flatMap(([facet, tags]) => tags.map((tag) => ({ ...tag, facet })));
  return listed.map((tag) => claim(tag.facet, tag.label, tag, { isQuestion: true, isUnsure: false }));
}

/** Sorts an answer of `POST /v1/tag`, or a stored case, into claims by where they are shown. */
export function readClaims(answer) {
  const facets = Object.keys(answer.tags ?? {}).sort(byPlace(FACET_ORDER));
  const flags = (answer.flags ?? []).map((flag) => claim("flags", flag.label, flag));
  const countries = (where, storedFacet) =>
    (answer.country?.[where] ?? []).map((country) =>
      claim(`country_${where}`, country.code, country, { facet: "country", storedFacet }),
    );
  return {
    recordType: answer.record_type && claim("record_type", answer.record_type.label, answer.record_type),
    flags: flags.sort((a, b) => byPlace([MOST_URGENT])(a.label, b.label)),
    facets: facets.map((facet) => ({
      facet,
      claims: answer.tags[facet].map((tag) => claim(facet, tag.label, tag)),
    })),
    incident: countries("incident", "country"),
    other: countries("other", "country_other"),
    questions: readQuestions(answer.questions),
  };
}

/** All claims of the answer in one list, in the order they are shown. */
export const allClaims = (claims) => [
  ...claims.flags,
  ...(claims.recordType ? [claims.recordType] : []),
  ...decidable(claims).filter((one) => one.facet !== "flags"),
];

/** Those that a person accepts or rejects one by one. */
export const decidable = (claims) => [
  ...claims.flags,
  ...claims.facets.flatMap((group) => group.claims),
  ...claims.incident,
  ...claims.other,
  ...claims.questions,
];

/** What a claim is called in the reader's language. */
export const claimName = (claim, ui, labels) =>
  claim.facet === "country" || claim.facet === "country_other"
    ? (labels.country(claim.label) ?? ui.country(claim.label))
    : labels.name(claim.facet, claim.label);

// After the words of calibrated likelihood that climate and intelligence reports agreed on.
const LIKELIHOODS = [
  [VERY_LIKELY, "very_likely"],
  [0.66, "likely"],
  [0.33, "uncertain"],
  [0, "weak"],
];

/** The name of the likelihood that a score stands for; the catalogue has the words. */
export const likelihood = (score) => LIKELIHOODS.find(([least]) => score >= least)?.[1] ?? "weak";
