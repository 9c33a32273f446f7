"""Written by ``npm run rules`` from sdk/contract/redaction-rules.json. Change that file instead."""

from typing import Final, Literal, NamedTuple


class ValueRule(NamedTuple):
    """A secret that is recognised by its form. The README of sdk/contract says what the members mean."""

    name: str
    pattern: str
    prefilter: str = ""
    begins: bool = False
    reach: int | None = None
    any_case: bool = False
    keep: int | None = None
    check: Literal["luhn"] | None = None
    option: Literal["emails", "ips"] | None = None


VALUE_RULES: Final = (
    ValueRule("aws", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AKIA[0-9A-Z]{8,}", prefilter="AKIA", begins=True),
    ValueRule("aws", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ASIA[0-9A-Z]{8,}", prefilter="ASIA", begins=True),
    ValueRule(
        "github",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))gh[pousr]_[A-Za-z0-9_]{8,}",
        prefilter="gh",
        begins=True,
    ),
    ValueRule(
        "github",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))github_pat_[A-Za-z0-9_]{8,}",
        prefilter="github_pat_",
        begins=True,
    ),
    ValueRule(
        "gitlab",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))gl(?:pat|dt|ffct|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|wt)-[A-Za-z0-9_.-]{8,}",
        prefilter="gl",
        begins=True,
    ),
    ValueRule(
        "slack",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))xox[a-eoprs]-[A-Za-z0-9%-]{6,}",
        prefilter="xox",
        begins=True,
    ),
    ValueRule(
        "slack", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))xapp-[A-Za-z0-9-]{6,}", prefilter="xapp-", begins=True
    ),
    ValueRule(
        "stripe",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sk_(?:live|test|prod)_[A-Za-z0-9+/=_-]{6,}",
        prefilter="sk_",
        begins=True,
    ),
    ValueRule(
        "stripe",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))rk_(?:live|test|prod)_[A-Za-z0-9+/=_-]{6,}",
        prefilter="rk_",
        begins=True,
    ),
    ValueRule(
        "stripe",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))whsec_[A-Za-z0-9+/=]{6,}",
        prefilter="whsec_",
        begins=True,
    ),
    ValueRule(
        "google", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AIza[A-Za-z0-9_-]{16,}", prefilter="AIza", begins=True
    ),
    ValueRule(
        "google",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ya29\.[A-Za-z0-9_.-]{8,}",
        prefilter="ya29.",
        begins=True,
    ),
    ValueRule(
        "google",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))GOCSPX-[A-Za-z0-9_-]{8,}",
        prefilter="GOCSPX-",
        begins=True,
    ),
    ValueRule(
        "anthropic",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sk-ant-[A-Za-z0-9_-]{6,}",
        prefilter="sk-ant-",
        begins=True,
    ),
    ValueRule(
        "openai",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sk-(?=(?:(?![_-]sk-)[A-Za-z_-]){0,64}?[0-9])[A-Za-z0-9_-]{16,}",
        prefilter="sk-",
        begins=True,
    ),
    ValueRule(
        "npm", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))npm_[A-Za-z0-9]{16,}", prefilter="npm_", begins=True
    ),
    ValueRule(
        "sendgrid",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))SG\.[A-Za-z0-9_-]{16,}[A-Za-z0-9_.-]*",
        prefilter="SG.",
        begins=True,
    ),
    ValueRule("twilio", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))SK[0-9a-f]{24,}", prefilter="SK", begins=True),
    ValueRule(
        "huggingface",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))hf_[A-Za-z0-9]{16,}",
        prefilter="hf_",
        begins=True,
    ),
    ValueRule(
        "huggingface",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))api_org_[A-Za-z0-9]{16,}",
        prefilter="api_org_",
        begins=True,
    ),
    ValueRule(
        "shopify",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))shp[a-z]{2,3}_[A-Fa-f0-9]{16,}",
        prefilter="shp",
        begins=True,
    ),
    ValueRule(
        "notion", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ntn_[A-Za-z0-9]{16,}", prefilter="ntn_", begins=True
    ),
    ValueRule(
        "notion",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))secret_[A-Za-z0-9]{40,}",
        prefilter="secret_",
        begins=True,
    ),
    ValueRule(
        "linear",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))lin_(?:api|oauth|wh)_[A-Za-z0-9_]{16,}",
        prefilter="lin_",
        begins=True,
    ),
    ValueRule(
        "figma",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))fig(?:[a-z]|[ou][hr])_[A-Za-z0-9_=-]{20,}",
        prefilter="fig",
        begins=True,
    ),
    ValueRule(
        "digitalocean",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))do[opr]_v1_[a-f0-9]{16,}",
        prefilter="do",
        begins=True,
    ),
    ValueRule(
        "docker",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))dckr_[po]at_[A-Za-z0-9_-]{16,}",
        prefilter="dckr_",
        begins=True,
    ),
    ValueRule(
        "pypi",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pypi-AgE[A-Za-z0-9_-]{16,}",
        prefilter="pypi-AgE",
        begins=True,
    ),
    ValueRule(
        "vault",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))hv[sbr]\.[A-Za-z0-9_-]{16,}",
        prefilter="hv",
        begins=True,
    ),
    ValueRule(
        "vault",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))s\.(?=[A-Za-z]{0,23}[0-9])(?=[a-z0-9]{0,23}[A-Z])[A-Za-z0-9]{24}(?![A-Za-z0-9_(.])",
        prefilter="s.",
        begins=True,
    ),
    ValueRule(
        "grafana",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))gl(?:sa|c)_[A-Za-z0-9+/=_]{16,}",
        prefilter="gl",
        begins=True,
    ),
    ValueRule(
        "grafana",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))eyJrIjoi[A-Za-z0-9+/=]{30,}",
        prefilter="eyJrIjoi",
        begins=True,
    ),
    ValueRule(
        "discord",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))M[A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
        prefilter="M",
        begins=True,
    ),
    ValueRule(
        "discord",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))N[A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
        prefilter="N",
        begins=True,
    ),
    ValueRule(
        "discord",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))O[A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
        prefilter="O",
        begins=True,
    ),
    ValueRule(
        "discord",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))mfa\.[A-Za-z0-9_-]{40,}",
        prefilter="mfa.",
        begins=True,
    ),
    ValueRule(
        "groq", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))gsk_[A-Za-z0-9]{16,}", prefilter="gsk_", begins=True
    ),
    ValueRule(
        "supabase",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sb(?:p|_secret)_[A-Za-z0-9_-]{16,}",
        prefilter="sb",
        begins=True,
    ),
    ValueRule(
        "databricks",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))dapi[a-f0-9]{24,}(?:-[0-9])?",
        prefilter="dapi",
        begins=True,
    ),
    ValueRule(
        "atlassian",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AT(?:[ACS]TT|BB)[A-Za-z0-9_+/=.-]{16,}",
        prefilter="AT",
        begins=True,
    ),
    ValueRule(
        "sentry",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sntry[a-z]_[A-Za-z0-9+/=_-]{16,}",
        prefilter="sntry",
        begins=True,
    ),
    ValueRule(
        "vercel", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))vc[a-z]_[A-Za-z0-9]{20,}", prefilter="vc", begins=True
    ),
    ValueRule(
        "vercel",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))vercel_blob_rw_[A-Za-z0-9_]{16,}",
        prefilter="vercel_blob_rw_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pplx-[A-Za-z0-9]{16,}",
        prefilter="pplx-",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))r8_[A-Za-z0-9_-]{20,}", prefilter="r8_", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))xai-[A-Za-z0-9_]{20,}", prefilter="xai-", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))nvapi-[A-Za-z0-9_-]{16,}",
        prefilter="nvapi-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))lsv2_(?:pt|sk)_[a-f0-9_]{16,}",
        prefilter="lsv2_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pcsk_[A-Za-z0-9_]{16,}",
        prefilter="pcsk_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))tvly-[A-Za-z0-9_-]{16,}",
        prefilter="tvly-",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))fc-[a-f0-9]{32,}", prefilter="fc-", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))fw_[A-Za-z0-9]{20,}", prefilter="fw_", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sk_[a-f0-9]{40,}", prefilter="sk_", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))phx_[A-Za-z0-9_]{20,}", prefilter="phx_", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))NR(?:AK|II|IQ|BR|RA|SP|JS)-[A-Za-z0-9_-]{16,}",
        prefilter="NR",
        begins=True,
    ),
    ValueRule(
        "datadog", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))dd[pw]_[A-Za-z0-9]{20,}", prefilter="dd", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))dt0[a-z][0-9]{2}\.[A-Za-z0-9]{12,}(?:\.[A-Za-z0-9]*)?",
        prefilter="dt0",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))dp\.(?:ct|pt|st|sa|scim|audit)\.[A-Za-z0-9._-]{16,}",
        prefilter="dp.",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pul-[a-z0-9]{20,}", prefilter="pul-", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))PMAK-[A-Za-z0-9-]{16,}",
        prefilter="PMAK-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pscale_[a-z]{2,6}_[A-Za-z0-9_=.-]{16,}",
        prefilter="pscale_",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pn[ub]_[A-Za-z0-9]{20,}", prefilter="pn", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))rdme_[a-z0-9]{20,}", prefilter="rdme_", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))rubygems_[a-z0-9]{16,}",
        prefilter="rubygems_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))xkeysib-[A-Za-z0-9_-]{16,}",
        prefilter="xkeysib-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))xsmtpsib-[A-Za-z0-9_-]{16,}",
        prefilter="xsmtpsib-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))key-[a-z0-9]{32,}(?![A-Za-z0-9_-])",
        prefilter="key-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sq0[a-z]{3}-[A-Za-z0-9_-]{16,}",
        prefilter="sq0",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))EAA(?=[A-Za-z_-]{0,40}[0-9])[A-Za-z0-9_-]{40,}",
        prefilter="EAA",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))shippo_(?:live|test)_[A-Fa-f0-9]{16,}",
        prefilter="shippo_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))duffel_(?:live|test)_[A-Za-z0-9_=-]{16,}",
        prefilter="duffel_",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))EZ[AT]K[A-Za-z0-9]{20,}", prefilter="EZ", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))FLWSECK(?:_TEST)?-[A-Za-z0-9-]{12,}",
        prefilter="FLWSECK",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))fio-u-[A-Za-z0-9_=-]{20,}",
        prefilter="fio-u-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))fo1_[A-Za-z0-9_-]{20,}",
        prefilter="fo1_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))fm(?:1[ar]|2)_[A-Za-z0-9+/=,_-]{20,}",
        prefilter="fm",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pat\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{8,}",
        prefilter="pat.",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sat\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{8,}",
        prefilter="sat.",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pat[A-Za-z0-9]{14}\.[a-f0-9]{16,}",
        prefilter="pat",
        begins=True,
    ),
    ValueRule(
        "heroku",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))HRKU-[A-Za-z0-9_-]{20,}",
        prefilter="HRKU-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ico-[A-Za-z0-9]{32,}(?![A-Za-z0-9_-])",
        prefilter="ico-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sdk-[a-z0-9]{8}-[a-z0-9]{4}-4[a-z0-9]{3}-[a-z0-9]{4}-[a-z0-9]{12}",
        prefilter="sdk-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))api-[a-z0-9]{8}-[a-z0-9]{4}-4[a-z0-9]{3}-[a-z0-9]{4}-[a-z0-9]{12}",
        prefilter="api-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sha256~[A-Za-z0-9_-]{16,}",
        prefilter="sha256~",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))API-[A-Z0-9]{24,}", prefilter="API-", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ops_eyJ[A-Za-z0-9+/=_-]{20,}",
        prefilter="ops_eyJ",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))A3-[A-Z0-9]{6}-[A-Z0-9-]{16,}",
        prefilter="A3-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AGE-SECRET-KEY-1[A-Z0-9]{16,}",
        prefilter="AGE-SECRET-KEY-1",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))p8e-[A-Za-z0-9_-]{24,}",
        prefilter="p8e-",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))aio_[A-Za-z0-9]{24,}", prefilter="aio_", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))apify_api_[A-Za-z0-9_-]{16,}",
        prefilter="apify_api_",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))LTAI[A-Za-z0-9]{12,}", prefilter="LTAI", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AKCp[A-Za-z0-9]{20,}", prefilter="AKCp", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))cmVmd[A-Za-z0-9]{40,}",
        prefilter="cmVmd",
        begins=True,
    ),
    ValueRule("aws", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))A3T[0-9A-Z]{12,}", prefilter="A3T", begins=True),
    ValueRule("aws", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ABIA[0-9A-Z]{12,}", prefilter="ABIA", begins=True),
    ValueRule("aws", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ACCA[0-9A-Z]{12,}", prefilter="ACCA", begins=True),
    ValueRule(
        "aws", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ABSK[A-Za-z0-9+/=]{40,}", prefilter="ABSK", begins=True
    ),
    ValueRule(
        "aws",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))bedrock-api-key-[A-Za-z0-9+/=]{16,}",
        prefilter="bedrock-api-key-",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))4b1d[A-Za-z0-9]{38,}", prefilter="4b1d", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))CLOJARS_[A-Za-z0-9]{20,}",
        prefilter="CLOJARS_",
        begins=True,
    ),
    ValueRule(
        "cloudflare",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))cf(?:k|ut|at)_[A-Za-z0-9]{20,}",
        prefilter="cf",
        begins=True,
    ),
    ValueRule(
        "cloudflare",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))v1\.0-[A-Za-z0-9]{24}-[A-Za-z0-9-]{20,}",
        prefilter="v1.0-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))cflt[A-Za-z0-9+/]{40,}",
        prefilter="cflt",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))CFPAT-[A-Za-z0-9_-]{16,}",
        prefilter="CFPAT-",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sgp_[A-Za-z0-9_]{20,}", prefilter="sgp_", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))slk_[a-f0-9]{32,}", prefilter="slk_", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sm_[aps]at_[A-Za-z0-9]{12,}",
        prefilter="sm_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))tk-us-[A-Za-z0-9_-]{20,}",
        prefilter="tk-us-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sq(?:[apu]|co)_[A-Za-z0-9]{20,}",
        prefilter="sq",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))tskey-[A-Za-z0-9_-]{16,}",
        prefilter="tskey-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))tfp_[A-Za-z0-9_=.-]{20,}",
        prefilter="tfp_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AQVN[A-Za-z0-9_-]{32,}",
        prefilter="AQVN",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))t1\.[A-Za-z0-9_-]{1,512}={0,2}\.[A-Za-z0-9_-]{64,}",
        prefilter="t1.",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AAAAAAAAAAAAAAAAAAAA(?=A{0,40}[B-Za-z0-9%])[A-Za-z0-9%]{40,}",
        prefilter="AAAAAAAAAAAAAAAAAAAA",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))bkua_[A-Za-z0-9]{16,}",
        prefilter="bkua_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))CCIPAT_[A-Za-z0-9_]{20,}",
        prefilter="CCIPAT_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))nf[bcopu]_[A-Za-z0-9]{20,}",
        prefilter="nf",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))rzp_(?:live|test)_[A-Za-z0-9]{12,}",
        prefilter="rzp_",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ATTA[a-f0-9]{32,}", prefilter="ATTA", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))1000\.[a-f0-9]{32}\.[a-f0-9]{16,}",
        prefilter="1000.",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))00[A-Za-z0-9]{13}![A-Za-z0-9_.]{40,}",
        prefilter="00",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))3MVG9[A-Za-z0-9._+/=]{40,}",
        prefilter="3MVG9",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))5Aep861[A-Za-z0-9._=]{40,}",
        prefilter="5Aep861",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))BBFF-[A-Za-z0-9]{20,}",
        prefilter="BBFF-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))VF\.(?:[DW][MS]\.)?[A-Fa-f0-9]{20,}\.[A-Za-z0-9]{8,}",
        prefilter="VF.",
        begins=True,
    ),
    ValueRule(
        "stripe",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pi_[A-Za-z0-9]{8,64}_secret_[A-Za-z0-9]{8,}",
        prefilter="pi_",
        begins=True,
    ),
    ValueRule(
        "stripe",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))seti_[A-Za-z0-9]{8,64}_secret_[A-Za-z0-9]{8,}",
        prefilter="seti_",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))rnd_[A-Za-z0-9]{20,}", prefilter="rnd_", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))napi_[a-z0-9]{24,}", prefilter="napi_", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))re_[A-Za-z0-9]{6,16}_[A-Za-z0-9]{16,}",
        prefilter="re_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pat-[a-z]{2}[0-9]-[A-Za-z0-9-]{20,}",
        prefilter="pat-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))1\/[0-9]{12,18}(?:\/[0-9]{12,18})?:[a-f0-9]{32}",
        prefilter="1/",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))2\/[0-9]{12,18}(?:\/[0-9]{12,18})?:[a-f0-9]{32}",
        prefilter="2/",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pk_[0-9]{4,12}_[A-Z0-9]{20,}",
        prefilter="pk_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sl\.(?:u\.)?[A-Za-z0-9_-]{60,}",
        prefilter="sl.",
        begins=True,
    ),
    ValueRule(
        "google",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))1\/\/0[A-Za-z0-9_-]{24,}",
        prefilter="1//0",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))oy2[a-z0-9]{43,}", prefilter="oy2", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))access-(?:sandbox|production|development)-[a-f0-9-]{20,}",
        prefilter="access-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))live_(?:pub_)?[a-f0-9]{35}(?![A-Za-z0-9_])",
        prefilter="live_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))test_(?:pub_)?[a-f0-9]{35}(?![A-Za-z0-9_])",
        prefilter="test_",
        begins=True,
    ),
    ValueRule(
        "jwt", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ZXlK[A-Za-z0-9+/=_-]{24,}", prefilter="ZXlK", begins=True
    ),
    ValueRule(
        "gitlab",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))GR1348941[A-Za-z0-9_-]{12,}",
        prefilter="GR1348941",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))s-s4t2[a-z]{2}-[a-f0-9]{32,}",
        prefilter="s-s4t2",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))BBDC-[A-Za-z0-9+/@_-]{20,}",
        prefilter="BBDC-",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ramp_sec_[A-Za-z0-9]{20,}",
        prefilter="ramp_sec_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))rootly_[a-f0-9]{20,}",
        prefilter="rootly_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))bb_[a-z]{2,4}_[A-Za-z0-9_]{20,}",
        prefilter="bb_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))shltm_[A-Za-z0-9_-]{20,}",
        prefilter="shltm_",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))api_[A-Za-z0-9.]{40,}", prefilter="api_", begins=True
    ),
    ValueRule(
        "jwt",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ewog[A-Za-z0-9_-]{12,100}\.(?:eyJ|ewo)[A-Za-z0-9_.=-]*",
        prefilter="ewog",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pk_(?:[A-Za-z0-9]{6}_)?[0-9a-f]{34}",
        prefilter="pk_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ak_live_[A-Za-z0-9]{16,}",
        prefilter="ak_live_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))flb_live_[A-Za-z0-9]{12,}",
        prefilter="flb_live_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))salad_cloud_[A-Za-z0-9]{1,7}_[A-Za-z0-9]{7,}",
        prefilter="salad_cloud_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))endr\+[A-Za-z0-9-]{12,}",
        prefilter="endr+",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))web_[0-9a-z]{32}", prefilter="web_", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))na1\.[A-Za-z0-9+/]{60,}",
        prefilter="na1.",
        begins=True,
    ),
    ValueRule(
        "azure", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))0\.A[A-Za-z0-9_.-]{50,}", prefilter="0.A", begins=True
    ),
    ValueRule(
        "azure", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))1\.A[A-Za-z0-9_.-]{50,}", prefilter="1.A", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))NF-[A-Za-z0-9]{32}", prefilter="NF-", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))sk\.[A-Za-z0-9.-]{60,}", prefilter="sk.", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))tgp_v1_[A-Za-z0-9_-]{16,}",
        prefilter="tgp_v1_",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))csk-[a-z0-9]{32,}", prefilter="csk-", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))jina_[A-Za-z0-9_-]{40,}",
        prefilter="jina_",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))e2b_[a-f0-9]{32,}", prefilter="e2b_", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))dG9r[A-Za-z0-9+/]{40,}={0,2}",
        prefilter="dG9r",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))pdl_(?:(?:live|sdbx)_apikey|ntfset)_[A-Za-z0-9_]{20,}",
        prefilter="pdl_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))live_(?=[A-Za-z]{0,29}[0-9])[A-Za-z0-9]{30}(?![A-Za-z0-9_])",
        prefilter="live_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))CCIPRJ_[A-Za-z0-9_]{20,}",
        prefilter="CCIPRJ_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))cio[A-Za-z0-9]{32}(?![A-Za-z0-9_])",
        prefilter="cio",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))snyk_[a-z]{3}\.[a-z0-9]{8}\.[A-Za-z0-9_-]{20,}[A-Za-z0-9._-]*",
        prefilter="snyk_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))hc[a-z][il]k_[A-Za-z0-9]{20,}",
        prefilter="hc",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))xa[ap]t-[a-f0-9-]{32,}", prefilter="xa", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))mdb_sa_sk_[A-Za-z0-9_-]{20,}",
        prefilter="mdb_sa_sk_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AVNS_[A-Za-z0-9_-]{12,}",
        prefilter="AVNS_",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AKID[A-Za-z0-9]{28,}", prefilter="AKID", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))AKLT[A-Za-z0-9+/_-]{30,}",
        prefilter="AKLT",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))y0_[A-Za-z0-9_-]{40,}", prefilter="y0_", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))APA91b[A-Za-z0-9_-]{40,}",
        prefilter="APA91b",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))dbt[cu]_[A-Za-z0-9_=-]{30,}",
        prefilter="dbt",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))os_v2_[a-z]{3}_[a-z0-9]{40,}",
        prefilter="os_v2_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))perm[-:][A-Za-z0-9+/=]{6,100}\.[A-Za-z0-9+/=-]{2,100}\.[A-Za-z0-9]{20,}",
        prefilter="perm",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))cs_[a-f0-9]{40}", prefilter="cs_", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))ck_[a-f0-9]{40}", prefilter="ck_", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))wandb_v1_[A-Za-z0-9_]{20,}",
        prefilter="wandb_v1_",
        begins=True,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))retool_[A-Za-z0-9]{24,}",
        prefilter="retool_",
        begins=True,
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))xprv[A-Za-z0-9]{100,}", prefilter="xprv", begins=True
    ),
    ValueRule(
        "api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))nsec1[a-z0-9]{50,}", prefilter="nsec1", begins=True
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))BSA(?=[A-Za-z_-]{0,20}[0-9])[A-Za-z0-9_-]{27,}",
        prefilter="BSA",
        begins=True,
    ),
    ValueRule(
        "pem",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))LS0tLS1CRUdJTiB(?!DRVJU|QVUJM)[A-Za-z0-9+/=_-]{40,}",
        prefilter="LS0tLS1CRUdJTiB",
        begins=True,
    ),
    ValueRule(
        "pem",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))MII[A-Za-z0-9+/]{1,4}(?:IBADANBgkqhkiG9w0BAQEFAASC|AgEAMBMGByqGSM49)[A-Za-z0-9+/=]{16,}",
        prefilter="MII",
        begins=True,
    ),
    ValueRule(
        "mcp-obs",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))mo[krt]_[0-9a-hjkmnp-tv-z]{8,}",
        prefilter="mo",
        begins=True,
    ),
    ValueRule(
        "pem",
        "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^⟦⟧-]*(?:-(?!----END)[^⟦⟧-]*)*(?:-----END [A-Z0-9 ]{0,40}-----)?",
        prefilter="-----BEGIN",
        begins=True,
    ),
    ValueRule(
        "url-userinfo",
        r"""(:\/\/)(?:[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\/?#@:"'<>⟦⟧]*:[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\/?#"'<>⟦⟧]*|[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\/?#@:"'<>⟦⟧]{0,64}:(?![0-9]{0,5}[\/?#])[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff@"'<>⟦⟧]{1,64}|[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\/?#@:"'<>⟦⟧]{16,})(?=@)""",
        prefilter="://",
        begins=True,
        keep=1,
    ),
    ValueRule(
        "url-param",
        r"""((?:[?&#]|\\u0026)(?:(?![A-Za-z_]{0,12}(?:[pP][aA][gG][eE]|[nN][eE][xX][tT]|[pP][rR][eE][vV]|[cC][oO][nN][tT]|[sS][yY][nN][cC])[A-Za-z_-]{0,12}[tT][oO][kK][eE][nN]=)[A-Za-z0-9_.%\[\]-]{0,32}(?:[tT][oO][kK][eE][nN]|[sS][eE][cC][rR][eE][tT]|[pP][aA][sS][sS][wW][oO][rR][dD]|[pP][aA][sS][sS][wW][dD]|[pP][wW][dD]|[aA][pP][iI][_-]?[kK][eE][yY]|[aA][cC][cC][eE][sS][sS][_-]?[kK][eE][yY]|[jJ][wW][tT]|[sS][eE][sS][sS][iI][oO][nN][_-]?[iI][dD]|[cC][rR][eE][dD][eE][nN][tT][iI][aA][lL]|[xX]-[aA][mM][zZ]-[sS][iI][gG][nN][aA][tT][uU][rR][eE]|[xX]-[gG][oO][oO][gG]-[sS][iI][gG][nN][aA][tT][uU][rR][eE])[\]%A-F0-9_]{0,12}|[aA][uU][tT][hH]|[sS][iI][dD]|[sS][iI][gG]|[pP][wW]|[oO][tT][pP]|[pP][aA][sS][sS])=)[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff&#"'<>\\⟦⟧]+""",
        prefilter="=",
        keep=1,
    ),
    ValueRule(
        "url-param",
        r"""([?&#](?:[kK][eE][yY]|[sS][eE][sS][sS][iI][oO][nN]|[sS][iI][gG][nN][aA][tT][uU][rR][eE]|[tT][iI][cC][kK][eE][tT]|[cC][oO][dD][eE]_[vV][eE][rR][iI][fF][iI][eE][rR]|[sS][aA][mM][lL][rR][eE][sS][pP][oO][nN][sS][eE]|[sS][aA][mM][lL][rR][eE][qQ][uU][eE][sS][tT]|[aA][sS][sS][eE][rR][tT][iI][oO][nN]|[cC][lL][iI][eE][nN][tT]_[aA][sS][sS][eE][rR][tT][iI][oO][nN])=)(?=[A-Za-z_.~%-]{0,64}?[0-9])[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff&#"'<>\\⟦⟧]{16,}""",
        prefilter="=",
        keep=1,
    ),
    ValueRule(
        "url-param",
        r"""([?&#]code=)[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff&#"'<>\\⟦⟧]{8,}""",
        prefilter="code=",
        keep=1,
    ),
    ValueRule(
        "bearer",
        r"([bB][eE][aA][rR][eE][rR][ \t]{1,4})(?=[A-Za-z._~+/=-]{0,64}?[0-9]|[A-Za-z0-9._~+/=-]{20})[A-Za-z0-9._~+/=-]{6,}",
        prefilter="bearer",
        any_case=True,
        keep=1,
    ),
    ValueRule(
        "basic",
        r"([bB][aA][sS][iI][cC][ \t]{1,4})(?!realm=)(?=[A-Za-z+/_-]{0,64}?[0-9=]|[A-Za-z0-9+/_-]{20})[A-Za-z0-9+/_=-]{6,}",
        prefilter="basic",
        any_case=True,
        keep=1,
    ),
    ValueRule(
        "jwt",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))(?:(eyJ[A-Za-z0-9_-]{8,}(?![A-Za-z0-9_.-]|⟦cut:chars))|eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_.=-]*)?)",
        prefilter="eyJ",
        begins=True,
        keep=1,
    ),
    ValueRule(
        "telegram",
        r"(?:(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))|(?<=bot))[0-9]{8,10}:A[A-Za-z0-9_-]{32,}",
        prefilter=":A",
        reach=10,
    ),
    ValueRule(
        "discord",
        r"(discord(?:app)?\.com\/api\/(?:v[0-9]{1,2}\/)?webhooks\/[0-9]{1,24}\/)[A-Za-z0-9_-]{16,}",
        prefilter="discord",
        begins=True,
        keep=1,
    ),
    ValueRule(
        "slack",
        r"(hooks\.slack(?:-gov)?\.com\/[a-z]{4,12}\/)[A-Za-z0-9+/_-]{12,}",
        prefilter="hooks.slack",
        begins=True,
        keep=1,
    ),
    ValueRule(
        "teams",
        r"(\/webhookb2\/)[A-Za-z0-9@-]{16,}(?:\/[A-Za-z0-9-]*)*",
        prefilter="/webhookb2/",
        begins=True,
        keep=1,
    ),
    ValueRule(
        "api-key",
        r"(hooks\.zapier\.com\/hooks\/catch\/)[A-Za-z0-9/]{8,}",
        prefilter="hooks.zapier",
        begins=True,
        keep=1,
    ),
    ValueRule(
        "api-key", r"(\.tines\.com\/webhook\/)[a-z0-9/]{16,}", prefilter=".tines.com/", begins=True, keep=1
    ),
    ValueRule(
        "azure", "(?<![A-Za-z0-9_~.⟧-])[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{20,}", prefilter="Q~", reach=4
    ),
    ValueRule(
        "azure",
        r"(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}\+ASt[A-Za-z0-9+/]{4,8}={0,2}",
        prefilter="+ASt",
        reach=76,
    ),
    ValueRule(
        "azure",
        "(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}AzSe[A-Za-z0-9+/]{4,8}={0,2}",
        prefilter="AzSe",
        reach=76,
    ),
    ValueRule(
        "azure",
        "(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}AzFu[A-Za-z0-9+/]{4,8}={0,2}",
        prefilter="AzFu",
        reach=76,
    ),
    ValueRule(
        "azure",
        r"(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}\+ACR[A-Za-z0-9+/]{4,8}={0,2}",
        prefilter="+ACR",
        reach=76,
    ),
    ValueRule(
        "azure",
        "(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}ACDb[A-Za-z0-9+/]{4,8}={0,2}",
        prefilter="ACDb",
        reach=76,
    ),
    ValueRule(
        "azure",
        "(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}APIM[A-Za-z0-9+/]{4,8}={0,2}",
        prefilter="APIM",
        reach=76,
    ),
    ValueRule(
        "azure",
        "(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}AIoT[A-Za-z0-9+/]{4,8}={0,2}",
        prefilter="AIoT",
        reach=76,
    ),
    ValueRule(
        "azure",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4,}",
        prefilter="AZDO",
        reach=76,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))[A-Za-z0-9]{24,44}(?:FFFFNRAL|-NRMA)",
        prefilter="NR",
        reach=48,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))[A-Za-z0-9]{8,20}\.atlasv1\.[A-Za-z0-9_=-]{16,}",
        prefilter=".atlasv1.",
        reach=20,
    ),
    ValueRule("api-key", r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))[0-9a-f]{32}-us[0-9]{1,2}", prefilter="-us"),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))[A-Za-z0-9]{6}_[A-Za-z0-9]{16,32}_mmk",
        prefilter="_mmk",
        reach=39,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][A-Za-z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{16,}",
        prefilter=".acc",
        reach=46,
    ),
    ValueRule(
        "api-key",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))access_token[$][a-z]{4,12}[$][a-z0-9]{8,}(?:[$][a-z0-9]*)?",
        prefilter="access_token$",
        begins=True,
    ),
    ValueRule(
        "pem",
        "PuTTY-User-Key-File-[^⟦⟧P]*(?:P(?!rivate-MAC)[^⟦⟧P]*)*(?:Private-MAC: ?[0-9a-f]*)?",
        prefilter="PuTTY-User-Key-File-",
        begins=True,
    ),
    ValueRule(
        "gitlab", "(_gitlab_session=)[A-Za-z0-9]{16,}", prefilter="_gitlab_session=", begins=True, keep=1
    ),
    ValueRule(
        "api-key",
        """((?<![A-Za-z0-9])[aA][pP][iI][ _-]?[kK][eE][yY][ ]{1,2}["'(]?)(?=[A-Za-z_-]{0,64}?[0-9])[A-Za-z0-9_-]{20,}""",
        prefilter="key",
        any_case=True,
        keep=1,
    ),
    ValueRule(
        "api-key",
        """((?<![A-Za-z0-9])[tT][oO][kK][eE][nN][ ]{1,2}["'(]?)(?=[A-Za-z_-]{0,64}?[0-9])[A-Za-z0-9_-]{20,}""",
        prefilter="token",
        any_case=True,
        keep=1,
    ),
    ValueRule(
        "digest",
        r'([dD][iI][gG][eE][sS][tT][ ]{1,4})(?=[a-z]{2,12}=)(?:,?[ ]{0,4}[a-z]{2,12}=(?:\\{0,7}"[^\n"⟦⟧\\]{0,1024}\\{0,7}"|[A-Za-z0-9_-]+))+',
        prefilter="digest",
        any_case=True,
        keep=1,
    ),
    ValueRule(
        "basic",
        r"""((?<![A-Za-z0-9])-u(?:ser)?(?:=|[ \t]{1,4})["']?)(?![0-9]{1,10}:[0-9]{1,10}(?![^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"']))[A-Za-z0-9_.@+%-]{1,64}:(?!\/)[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"'⟦⟧\\]+""",
        prefilter="-u",
        begins=True,
        keep=1,
    ),
    ValueRule(
        "crypt",
        "(?<![A-Za-z0-9$⟧])[$](?:2[abxy]?|5|6|7|y|gy|1|apr1|argon2(?:id?|d)|scrypt|pbkdf2-sha(?:256|512))[$][A-Za-z0-9./+=,$-]{16,}",
        prefilter="$",
        begins=True,
    ),
    ValueRule(
        "sql",
        r"""([iI][dD][eE][nN][tT][iI][fF][iI][eE][dD][ \t\n]{1,4}(?:[wW][iI][tT][hH][ ]{1,4}[A-Za-z0-9_'"]{1,40}[ ]{1,4})?(?:[bB][yY]|[aA][sS])[ \t\n]{1,4}\\{0,7}['"])(?=[a-z_]{0,64}?[^a-z_'"⟦⟧\\])[^\n'"⟦⟧\\]+""",
        prefilter="identified",
        any_case=True,
        keep=1,
    ),
    ValueRule(
        "sql",
        r"((?:[pP][aA][sS][sS][wW][oO][rR][dD])[ ]{1,4}\\{0,7}')(?=[^\n' \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff⟦⟧\\]{0,64}?[0-9])[^\n' \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff⟦⟧\\]+(?=\\{0,7}')",
        prefilter="password",
        any_case=True,
        keep=1,
    ),
    ValueRule(
        "basic",
        r"""((?:sshpass|mysql[a-z]{0,6}|docker[ ]login|mongo[a-z]{0,7})[ ][^\n;|&⟦⟧]{0,60}?-p[ ]?["']?)(?![0-9 \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"'-]|rotocol)[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"'⟦⟧\\]+""",
        prefilter="-p",
        keep=1,
    ),
    ValueRule(
        "netrc",
        r"(login[ \t\n]{1,4}[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff⟦⟧]{1,64}[ \t\n]{1,4}password[ \t\n]{1,4})(?=[A-Za-z]{0,64}?[^A-Za-z \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff.⟦⟧])[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff⟦⟧]+",
        prefilter="password",
        keep=1,
    ),
    ValueRule(
        "pgpass",
        r"""(:5432:(?:[A-Za-z0-9_.@*-]{1,64}:){2})[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff:"'⟦⟧\\]+""",
        prefilter=":5432:",
        begins=True,
        keep=1,
    ),
    ValueRule(
        "url-userinfo",
        r"""(oracle:thin:[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\/@:"'⟦⟧]{1,64}\/)[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff@"'⟦⟧]{1,128}(?=@)""",
        prefilter="oracle:thin:",
        begins=True,
        keep=1,
    ),
    ValueRule(
        "card",
        r"(?<![A-Za-z0-9_.⟧-])(?<![0-9][ -])(?:[2-6][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{3})?|3[0-9]{3}([ -])[0-9]{6}\2[0-9]{4,5})(?![A-Za-z0-9_]|[ -][0-9]|⟦cut)",
        check="luhn",
    ),
    ValueRule(
        "card",
        "((?:[cC][aA][rR][dD]|[vV][iI][sS][aA]|[mM][aA][sS][tT][eE][rR][cC][aA][rR][dD]|[aA][mM][eE][xX]|[mM][aA][eE][sS][tT][rR][oO]|[dD][iI][nN][eE][rR][sS]|[cC][rR][eE][dD][iI][tT]|[dD][eE][bB][iI][tT]|[pP][aA][nN]|[cC][vV][cC]|[cC][vV][vV])(?![a-z])[^0-9⟦⟧]{0,24})(?<![A-Za-z0-9_.-])[2-6][0-9]{12,18}(?![A-Za-z0-9_]|⟦cut)",
        keep=1,
        check="luhn",
    ),
    ValueRule(
        "card",
        "(?<![A-Za-z0-9_.⟧-])[2-6][0-9]{12,18}(?=[^A-Za-z0-9⟦⟧]{1,4}(?:(?:is|on|my|a|the|with)[ ]){0,3}(?:[cC][aA][rR][dD]|[vV][iI][sS][aA]|[mM][aA][sS][tT][eE][rR][cC][aA][rR][dD]|[aA][mM][eE][xX]|[mM][aA][eE][sS][tT][rR][oO]|[dD][iI][nN][eE][rR][sS]|[cC][rR][eE][dD][iI][tT]|[dD][eE][bB][iI][tT]|[pP][aA][nN]|[cC][vV][cC]|[cC][vV][vV])(?![a-z]))",
        check="luhn",
    ),
    ValueRule(
        "email",
        r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}",
        prefilter="@",
        option="emails",
    ),
    ValueRule(
        "ip", r"(?<![A-Za-z0-9.⟧])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![A-Za-z0-9.⟦])", prefilter=".", option="ips"
    ),
    ValueRule(
        "ip",
        "(?<![A-Za-z0-9:⟧])(?:[0-9a-f]{1,4}:){4,7}(?::?[0-9a-f]{1,4}){1,4}(?![A-Za-z0-9:⟦])",
        prefilter=":",
        option="ips",
    ),
)

# Names of secret values: words and parts of names, and whole names.
SECRET_WORDS: Final = frozenset(
    "password passwd pwd passphrase passcode secret secrets credential credentials token auth authorization bearer jwt cookie cookies csrf xsrf saml sso otp totp cvv cvc ssn sid dsn hmac mnemonic passkey pw psw pswd passwrd creds contrasena senha wachtwoord".split()
)
SECRET_PARTS: Final = tuple(
    "password passwd passphrase secret credential apikey privatekey accesskey signingkey encryptionkey masterkey authkey accesstoken refreshtoken authtoken idtoken sessiontoken bearertoken sessionid sessionkey setcookie connectionstring databaseurl cardnumber creditcard twofactor recoverycode onetimecode accountkey storagekey subscriptionkey functionskey sharedkey consumerkey seedphrase apitoken passwort kennwort motdepasse dbpass userpass sshpass becomepass bindpw rootpw phpsessid contrasea".split()
)
SECRET_NAMES: Final = frozenset("pass twofa mfacode userpin cardpin pincode".split())
# Whole names of values that must look random or be digits.
RANDOM_NAMES: Final = frozenset(
    "session signature sig nonce salt appkey clientkey clientkeydata serverkey licensekey sshkey deploykey webhookkey integrationkey applicationkey ddapplicationkey xhubsignature256".split()
)
DIGITS_NAMES: Final = frozenset("pin verificationcode smscode securitycode".split())
# Words around the number of a card.
CARD_WORDS: Final = frozenset("card cards creditcard debitcard pan cvc cvv visa mastercard amex".split())
# Members of a Secret of Kubernetes, and of a JWK.
MANIFEST_NAMES: Final = frozenset("data stringData".split())
JWK_NAMES: Final = frozenset("d p q dp dq qi oth k".split())
# Names, last words and words that are harmless in spite of these.
HARMLESS_NAMES: Final = frozenset(
    "tokencount tokenlimit tokenusage tokentype maxtoken mintoken pagetoken nextpagetoken prevpagetoken nexttoken continuationtoken synctoken progresstoken authmode authmethod authtype authrequired tokenexpired passwordpolicy".split()
)
HARMLESS_ENDS: Final = frozenset(
    "url uri endpoint type method mode status count limit usage expiry expires expired ttl policy hint length name scheme version at in age time ref arn algorithm alg error exception ts tsx js jsx mjs cjs py go rb rs java kt cs php provider required enabled present".split()
)
HARMLESS_WORDS: Final = frozenset(
    "secretary secretaries secretariat secretarial passwordless secretsmanager".split()
)

# Patterns for a name in text and for its value.
QUOTED: Final = r"""(?<!\\)(\\{0,7})(["'])([^\\\n"'⟦⟧]{1,128})\1\2[ \t\n]{0,8}(?::|=>)[ \t\n]{0,8}(?:[bBrRuU]{1,2}(?=["']))?"""
QUOTED_VALUE: Final = r"""[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff,;\]}"'⟦⟧\\]*"""
BARE: Final = r"""(?:(?<![A-Za-z0-9_$?&#⟧.\\-])|(?<=\\[nrtbf]))(-{0,2}(?:(?:[aA][pP][iI]|[aA][cC][cC][eE][sS][sS]|[pP][rR][iI][vV][aA][tT][eE]|[sS][eE][cC][rR][eE][tT]|[aA][uU][tT][hH]|[sS][eE][eE][dD])[ ])?[A-Za-z_$][A-Za-z0-9_$.-]{0,127})(?:[ ][pP][rR][oO][vV][iI][dD][eE][dD]|[ ][fF][oO][rR][ ][^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff:='"⟦⟧]{1,64}|[ ]\([^()\n⟦⟧]{1,64}\))?[*\x60\]]{0,3}[ \t\u00a0]{0,4}(:=|[:=：]|(?:[iI][sS]|[wW][aA][sS])(?=[ ]))[*\x60]{0,3}[ \t\u00a0]{0,4}(?:[bBrRuU]{1,2}(?=["']))?"""
BARE_VALUE: Final = r"""[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff&,;"'<>(){}\[\]⟦⟧\\]+(?:[({\[][^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff&,;"'<>⟦⟧\\]*)?"""
LINE: Final = r"""(?:[^\n"'⟦⟧\\]|=\\{0,7}"[^\n"⟦⟧\\]{0,1024}\\{0,7}")*"""
PHRASE: Final = r"[a-z]{2,12}(?:[ ][a-z]{2,12}){2,23}(?![A-Za-z0-9])(?![ ]?[^ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff.\\⟦])"
HEADERS: Final = frozenset("authorization proxy-authorization cookie set-cookie x-api-key".split())
KEPT: Final = r"true|false|null|undefined|None|True|False|nil|[?]|%s|[$][0-9]{1,3}|[$][A-Z][A-Z0-9_]*|[$][({][^\n]*|[:@$][a-z_]*(?:token|password|secret|pass|key|auth)[a-z_]*|[*]+|(?:await|new|function|async|typeof|return)|(?:process|this|self|req|request|config|os|env|options|opts|args|params|ctx|props|body|data|settings)[.][A-Za-z0-9_.$]+(?:[(\[][^\n]*)?|[A-Za-z_$][A-Za-z0-9_.$]*[(\[][^\n]*|[Oo][Aa]uth2?|basic|bearer|none|(?:[Hh][Mm][Aa][Cc]-?)?[Ss][Hh][Aa]-?[0-9]{1,3}"
PLAIN: Final = frozenset(
    "a an and any are array as at be been bool boolean bytes but can cannot changed cookie could denied disabled empty enabled error expired failed field for forbidden found from has have header hidden if in incorrect int invalid is key malformed may mismatch missing must my no none not null number object of off ok on optional or password please present private provided public received refused rejected required reset revoked secret set should str string the this to token too unauthorized undefined unknown unset updated use valid value was will with wrong yes your basic bearer digest by see after before when you used contact identifier punc".split()
)
FLAG: Final = r"(?<![A-Za-z0-9_$⟧.-])--?([A-Za-z][A-Za-z0-9-]{0,62})[ \t]{1,4}(?![ \t=-])"
ELEMENT: Final = r"<([A-Za-z][A-Za-z0-9_.:-]{0,63})(?:[ \t][^<>⟦⟧]{0,200})?>"
PAIR: Final = r"""(?<![A-Za-z0-9_$⟧.\\-])(\\{0,7})["']?([A-Za-z_$][A-Za-z0-9_$.-]{0,63})\\{0,7}["']?(?:(?:\\[nrt]|[ \t\r\n,;{]){1,40}\\{0,7}["']?(?:(?:[vV][aA][lL][uU][eE]|[vV][aA][lL])\\{0,7}["']?[ \t]{0,4}[:=]|(?:[cC][oO][nN][tT][eE][nN][tT]|[dD][eE][fF][aA][uU][lL][tT])[ \t]{0,4}=)[ \t]{0,4}|(?<=["'])(?:(?:\\r\\n|\r?\n){2}|[^<>"'\n⟦⟧]{0,40}(>))|<\/key>[ \t\n]{0,20}<string(>))"""
ELEMENT_VALUE: Final = r"(?:<!\[CDATA\[)?[^<>⟦⟧]+"
