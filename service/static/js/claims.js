/**
 * The answer of the service as a list of claims. A claim is anything the model says that a
 * person may doubt: a tag, a flag, a country, the record type. Each carries the words it rests on.
 */

const FACET_ORDER = ["violation_type", "perpetrator", "key_population"];
const MOST_URGENT = "urgent_risk";

const claim = (facet, label, from) => ({
  key: `${facet}/${label}`,
  facet,
  label,
  score: from.score,
  evidence: from.evidence ?? [],
  basis: from.basis,
  reason: from.reason,
});

const byPlace = (order) => (a, b) => {
  const place = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return place(a) - place(b);
};

/** Sorts an answer of `POST /v1/tag` into claims by where they are shown. */
export function readClaims(answer) {
  const facets = Object.keys(answer.tags ?? {}).sort(byPlace(FACET_ORDER));
  const flags = (answer.flags ?? []).map((flag) => claim("flags", flag.label, flag));
  const countries = (where) =>
    (answer.country?.[where] ?? []).map((country) => ({
      ...claim(`country_${where}`, country.code, country),
      facet: "country",
    }));
  return {
    recordType: answer.record_type && claim("record_type", answer.record_type.label, answer.record_type),
    flags: flags.sort((a, b) => byPlace([MOST_URGENT])(a.label, b.label)),
    facets: facets.map((facet) => ({
      facet,
      claims: answer.tags[facet].map((tag) => claim(facet, tag.label, tag)),
    })),
    incident: countries("incident"),
    other: countries("other"),
  };
}

/** All claims of the answer in one list, in the order they are shown. */
export const allClaims = (claims) => [
  ...claims.flags,
  ...(claims.recordType ? [claims.recordType] : []),
  ...claims.incident,
  ...claims.other,
  ...claims.facets.flatMap((group) => group.claims),
];

/** What a claim is called in the reader's language. */
export const claimName = (claim, ui, labels) =>
  claim.facet === "country" ? (labels.country(claim.label) ?? ui.country(claim.label)) : labels.name(claim.facet, claim.label);

// After the words of calibrated likelihood that climate and intelligence reports agreed on.
const LIKELIHOODS = [
  [0.9, "very_likely"],
  [0.66, "likely"],
  [0.33, "uncertain"],
  [0, "weak"],
];

/** The name of the likelihood that a score stands for; the catalogue has the words. */
export const likelihood = (score) => LIKELIHOODS.find(([least]) => score >= least)?.[1] ?? "weak";
