/*
 * Written by `npm run rules` from sdk/contract/redaction-rules.json. Change that file instead.
 */

/** A secret that is recognised by its form. The README of sdk/contract says what the members mean. */
export interface ValueRule {
  readonly name: string
  readonly pattern: string
  readonly prefilter?: string
  readonly begins?: true
  readonly reach?: number
  readonly anyCase?: true
  readonly keep?: number
  readonly check?: 'luhn'
  readonly option?: 'emails' | 'ips'
}

/** What stands in double braces in a pattern. */
export const PARTS: Readonly<Record<string, string>> = {
  start: String.raw`(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))`,
  space: String.raw` \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`,
}

/**
 * Rules in few bytes. A line has the pattern behind the prefilter that each match begins with, the name, and the
 * prefilters.
 */
export const TOKEN_RULES = String.raw`
[0-9A-Z]{8,} aws AKIA ASIA
[pousr]_[A-Za-z0-9_]{8,} github gh
[A-Za-z0-9_]{8,} github github_pat_
(?:pat|dt|ffct|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|wt)-[A-Za-z0-9_.-]{8,} gitlab gl
[a-eoprs]-[A-Za-z0-9%-]{6,} slack xox
[A-Za-z0-9-]{6,} slack xapp-
(?:live|test|prod)_[A-Za-z0-9+/=_-]{6,} stripe sk_ rk_
[A-Za-z0-9+/=]{6,} stripe whsec_
[A-Za-z0-9_-]{16,} google AIza
[A-Za-z0-9_.-]{8,} google ya29.
[A-Za-z0-9_-]{8,} google GOCSPX-
[A-Za-z0-9_-]{6,} anthropic sk-ant-
(?=(?:(?![_-]sk-)[A-Za-z_-]){0,64}?[0-9])[A-Za-z0-9_-]{16,} openai sk-
[A-Za-z0-9]{16,} npm npm_
[A-Za-z0-9_-]{16,}[A-Za-z0-9_.-]* sendgrid SG.
[0-9a-f]{24,} twilio SK
[A-Za-z0-9]{16,} huggingface hf_ api_org_
[a-z]{2,3}_[A-Fa-f0-9]{16,} shopify shp
[A-Za-z0-9]{16,} notion ntn_
[A-Za-z0-9]{40,} notion secret_
(?:api|oauth|wh)_[A-Za-z0-9_]{16,} linear lin_
(?:[a-z]|[ou][hr])_[A-Za-z0-9_=-]{20,} figma fig
[opr]_v1_[a-f0-9]{16,} digitalocean do
[po]at_[A-Za-z0-9_-]{16,} docker dckr_
[A-Za-z0-9_-]{16,} pypi pypi-AgE
[sbr]\.[A-Za-z0-9_-]{16,} vault hv
(?=[A-Za-z]{0,23}[0-9])(?=[a-z0-9]{0,23}[A-Z])[A-Za-z0-9]{24}(?![A-Za-z0-9_(.]) vault s.
(?:sa|c)_[A-Za-z0-9+/=_]{16,} grafana gl
[A-Za-z0-9+/=]{30,} grafana eyJrIjoi
[A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,} discord M N O
[A-Za-z0-9_-]{40,} discord mfa.
[A-Za-z0-9]{16,} groq gsk_
(?:p|_secret)_[A-Za-z0-9_-]{16,} supabase sb
[a-f0-9]{24,}(?:-[0-9])? databricks dapi
(?:[ACS]TT|BB)[A-Za-z0-9_+/=.-]{16,} atlassian AT
[a-z]_[A-Za-z0-9+/=_-]{16,} sentry sntry
[a-z]_[A-Za-z0-9]{20,} vercel vc
[A-Za-z0-9_]{16,} vercel vercel_blob_rw_
[A-Za-z0-9]{16,} api-key pplx- bkua_ ak_live_
[A-Za-z0-9_-]{20,} api-key r8_ fo1_ tk-us- shltm_ mdb_sa_sk_
[A-Za-z0-9_]{20,} api-key xai- phx_ sgp_ CCIPAT_ CCIPRJ_ wandb_v1_
[A-Za-z0-9_-]{16,} api-key nvapi- tvly- xkeysib- xsmtpsib- sha256~ apify_api_ CFPAT- tskey- tgp_v1_
(?:pt|sk)_[a-f0-9_]{16,} api-key lsv2_
[A-Za-z0-9_]{16,} api-key pcsk_
[a-f0-9]{32,} api-key fc- slk_ ATTA e2b_
[A-Za-z0-9]{20,} api-key fw_ AKCp CLOJARS_ BBFF- rnd_ ramp_sec_
[a-f0-9]{40,} api-key sk_
(?:AK|II|IQ|BR|RA|SP|JS)-[A-Za-z0-9_-]{16,} api-key NR
[pw]_[A-Za-z0-9]{20,} datadog dd
[a-z][0-9]{2}\.[A-Za-z0-9]{12,}(?:\.[A-Za-z0-9]*)? api-key dt0
(?:ct|pt|st|sa|scim|audit)\.[A-Za-z0-9._-]{16,} api-key dp.
[a-z0-9]{20,} api-key pul- rdme_
[A-Za-z0-9-]{16,} api-key PMAK-
[a-z]{2,6}_[A-Za-z0-9_=.-]{16,} api-key pscale_
[ub]_[A-Za-z0-9]{20,} api-key pn
[a-z0-9]{16,} api-key rubygems_
[a-z0-9]{32,}(?![A-Za-z0-9_-]) api-key key-
[a-z]{3}-[A-Za-z0-9_-]{16,} api-key sq0
(?=[A-Za-z_-]{0,40}[0-9])[A-Za-z0-9_-]{40,} api-key EAA
(?:live|test)_[A-Fa-f0-9]{16,} api-key shippo_
(?:live|test)_[A-Za-z0-9_=-]{16,} api-key duffel_
[AT]K[A-Za-z0-9]{20,} api-key EZ
(?:_TEST)?-[A-Za-z0-9-]{12,} api-key FLWSECK
[A-Za-z0-9_=-]{20,} api-key fio-u-
(?:1[ar]|2)_[A-Za-z0-9+/=,_-]{20,} api-key fm
[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{8,} api-key pat. sat.
[A-Za-z0-9]{14}\.[a-f0-9]{16,} api-key pat
[A-Za-z0-9_-]{20,} heroku HRKU-
[A-Za-z0-9]{32,}(?![A-Za-z0-9_-]) api-key ico-
[a-z0-9]{8}-[a-z0-9]{4}-4[a-z0-9]{3}-[a-z0-9]{4}-[a-z0-9]{12} api-key sdk- api-
[A-Z0-9]{24,} api-key API-
[A-Za-z0-9+/=_-]{20,} api-key ops_eyJ
[A-Z0-9]{6}-[A-Z0-9-]{16,} api-key A3-
[A-Z0-9]{16,} api-key AGE-SECRET-KEY-1
[A-Za-z0-9_-]{24,} api-key p8e-
[A-Za-z0-9]{24,} api-key aio_ retool_
[A-Za-z0-9]{12,} api-key LTAI flb_live_
[A-Za-z0-9]{40,} api-key cmVmd
[0-9A-Z]{12,} aws A3T ABIA ACCA
[A-Za-z0-9+/=]{40,} aws ABSK
[A-Za-z0-9+/=]{16,} aws bedrock-api-key-
[A-Za-z0-9]{38,} api-key 4b1d
(?:k|ut|at)_[A-Za-z0-9]{20,} cloudflare cf
[A-Za-z0-9]{24}-[A-Za-z0-9-]{20,} cloudflare v1.0-
[A-Za-z0-9+/]{40,} api-key cflt
[aps]at_[A-Za-z0-9]{12,} api-key sm_
(?:[apu]|co)_[A-Za-z0-9]{20,} api-key sq
[A-Za-z0-9_=.-]{20,} api-key tfp_
[A-Za-z0-9_-]{32,} api-key AQVN
[A-Za-z0-9_-]{1,512}={0,2}\.[A-Za-z0-9_-]{64,} api-key t1.
(?=A{0,40}[B-Za-z0-9%])[A-Za-z0-9%]{40,} api-key AAAAAAAAAAAAAAAAAAAA
[bcopu]_[A-Za-z0-9]{20,} api-key nf
(?:live|test)_[A-Za-z0-9]{12,} api-key rzp_
[a-f0-9]{32}\.[a-f0-9]{16,} api-key 1000.
[A-Za-z0-9]{13}![A-Za-z0-9_.]{40,} api-key 00
[A-Za-z0-9._+/=]{40,} api-key 3MVG9
[A-Za-z0-9._=]{40,} api-key 5Aep861
(?:[DW][MS]\.)?[A-Fa-f0-9]{20,}\.[A-Za-z0-9]{8,} api-key VF.
[A-Za-z0-9]{8,64}_secret_[A-Za-z0-9]{8,} stripe pi_ seti_
[a-z0-9]{24,} api-key napi_
[A-Za-z0-9]{6,16}_[A-Za-z0-9]{16,} api-key re_
[a-z]{2}[0-9]-[A-Za-z0-9-]{20,} api-key pat-
[0-9]{12,18}(?:\/[0-9]{12,18})?:[a-f0-9]{32} api-key 1/ 2/
[0-9]{4,12}_[A-Z0-9]{20,} api-key pk_
(?:u\.)?[A-Za-z0-9_-]{60,} api-key sl.
[A-Za-z0-9_-]{24,} google 1//0
[a-z0-9]{43,} api-key oy2
(?:sandbox|production|development)-[a-f0-9-]{20,} api-key access-
(?:pub_)?[a-f0-9]{35}(?![A-Za-z0-9_]) api-key live_ test_
[A-Za-z0-9+/=_-]{24,} jwt ZXlK
[A-Za-z0-9_-]{12,} gitlab GR1348941
[a-z]{2}-[a-f0-9]{32,} api-key s-s4t2
[A-Za-z0-9+/@_-]{20,} api-key BBDC-
[a-f0-9]{20,} api-key rootly_
[a-z]{2,4}_[A-Za-z0-9_]{20,} api-key bb_
[A-Za-z0-9.]{40,} api-key api_
[A-Za-z0-9_-]{12,100}\.(?:eyJ|ewo)[A-Za-z0-9_.=-]* jwt ewog
(?:[A-Za-z0-9]{6}_)?[0-9a-f]{34} api-key pk_
[A-Za-z0-9]{1,7}_[A-Za-z0-9]{7,} api-key salad_cloud_
[A-Za-z0-9-]{12,} api-key endr+
[0-9a-z]{32} api-key web_
[A-Za-z0-9+/]{60,} api-key na1.
[A-Za-z0-9_.-]{50,} azure 0.A 1.A
[A-Za-z0-9]{32} api-key NF-
[A-Za-z0-9.-]{60,} api-key sk.
[a-z0-9]{32,} api-key csk-
[A-Za-z0-9_-]{40,} api-key jina_ y0_ APA91b
[A-Za-z0-9+/]{40,}={0,2} api-key dG9r
(?:(?:live|sdbx)_apikey|ntfset)_[A-Za-z0-9_]{20,} api-key pdl_
(?=[A-Za-z]{0,29}[0-9])[A-Za-z0-9]{30}(?![A-Za-z0-9_]) api-key live_
[A-Za-z0-9]{32}(?![A-Za-z0-9_]) api-key cio
[a-z]{3}\.[a-z0-9]{8}\.[A-Za-z0-9_-]{20,}[A-Za-z0-9._-]* api-key snyk_
[a-z][il]k_[A-Za-z0-9]{20,} api-key hc
[ap]t-[a-f0-9-]{32,} api-key xa
[A-Za-z0-9_-]{12,} api-key AVNS_
[A-Za-z0-9]{28,} api-key AKID
[A-Za-z0-9+/_-]{30,} api-key AKLT
[cu]_[A-Za-z0-9_=-]{30,} api-key dbt
[a-z]{3}_[a-z0-9]{40,} api-key os_v2_
[-:][A-Za-z0-9+/=]{6,100}\.[A-Za-z0-9+/=-]{2,100}\.[A-Za-z0-9]{20,} api-key perm
[a-f0-9]{40} api-key cs_ ck_
[A-Za-z0-9]{100,} api-key xprv
[a-z0-9]{50,} api-key nsec1
(?=[A-Za-z_-]{0,20}[0-9])[A-Za-z0-9_-]{27,} api-key BSA
(?!DRVJU|QVUJM)[A-Za-z0-9+/=_-]{40,} pem LS0tLS1CRUdJTiB
[A-Za-z0-9+/]{1,4}(?:IBADANBgkqhkiG9w0BAQEFAASC|AgEAMBMGByqGSM49)[A-Za-z0-9+/=]{16,} pem MII
[krt]_[0-9a-hjkmnp-tv-z]{8,} mcp-obs mo
`

export const VALUE_RULES: readonly ValueRule[] = [
  { name: 'pem', prefilter: '-----BEGIN ', begins: true, pattern: String.raw`-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^⟦⟧-]*(?:-(?!----END)[^⟦⟧-]*)*(?:-----END [A-Z0-9 ]{0,40}-----)?` },
  { name: 'url-userinfo', prefilter: '://', begins: true, keep: 1, pattern: String.raw`(:\/\/)(?:[^{{space}}\/?#@:"'<>⟦⟧]*:[^{{space}}\/?#"'<>⟦⟧]*|[^{{space}}\/?#@:"'<>⟦⟧]{0,64}:(?![0-9]{0,5}[\/?#])[^{{space}}@"'<>⟦⟧]{1,128}|[^{{space}}\/?#@:"'<>⟦⟧]{16,})(?=@)` },
  { name: 'url-param', prefilter: '=', keep: 1, pattern: String.raw`((?:[?&#]|\\u0026)(?:(?![A-Za-z_]{0,12}(?:{{any-case:page|next|prev|cont|sync}})[A-Za-z_-]{0,12}{{any-case:token}}=)[A-Za-z0-9_.%\[\]-]{0,32}(?:{{any-case:token|secret|password|passwd|pwd|api[_-]?key|access[_-]?key|jwt|session[_-]?id|credential|x-amz-signature|x-goog-signature}})[\]%A-F0-9_]{0,12}|{{any-case:auth|sid|sig|pw|otp|pass}})=)[^{{space}}&#"'<>\\⟦⟧]+` },
  { name: 'url-param', prefilter: '=', keep: 1, pattern: String.raw`([?&#](?:{{any-case:key|session|signature|ticket|code_verifier|samlresponse|samlrequest|assertion|client_assertion}})=)(?=[A-Za-z_.~%-]{0,64}?[0-9])[^{{space}}&#"'<>\\⟦⟧]{16,}` },
  { name: 'url-param', prefilter: 'code=', keep: 1, pattern: String.raw`([?&#]code=)[^{{space}}&#"'<>\\⟦⟧]{8,}` },
  { name: 'bearer', prefilter: 'bearer', anyCase: true, keep: 1, pattern: String.raw`({{any-case:bearer}}[ \t]{1,4})(?=[A-Za-z._~+/=-]{0,64}?[0-9]|[A-Za-z0-9._~+/=-]{20})[A-Za-z0-9._~+/=-]{6,}` },
  { name: 'basic', prefilter: 'basic', anyCase: true, keep: 1, pattern: String.raw`({{any-case:basic}}[ \t]{1,4})(?!realm=)(?=[A-Za-z+/_-]{0,64}?[0-9=]|[A-Za-z0-9+/_-]{20})[A-Za-z0-9+/_=-]{6,}` },
  { name: 'jwt', prefilter: 'eyJ', begins: true, keep: 1, pattern: String.raw`{{start}}(?:(eyJ[A-Za-z0-9_-]{8,}(?![A-Za-z0-9_.-]|⟦cut:chars))|eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_.=-]*)?)` },
  { name: 'telegram', prefilter: ':A', reach: 10, pattern: String.raw`(?:{{start}}|(?<=bot))[0-9]{8,10}:A[A-Za-z0-9_-]{32,}` },
  { name: 'discord', prefilter: 'discord', begins: true, keep: 1, pattern: String.raw`(discord(?:app)?\.com\/api\/(?:v[0-9]{1,2}\/)?webhooks\/[0-9]{1,24}\/)[A-Za-z0-9_-]{16,}` },
  { name: 'slack', prefilter: 'hooks.slack', begins: true, keep: 1, pattern: String.raw`(hooks\.slack(?:-gov)?\.com\/[a-z]{4,12}\/)[A-Za-z0-9+/_-]{12,}` },
  { name: 'teams', prefilter: '/webhookb2/', begins: true, keep: 1, pattern: String.raw`(\/webhookb2\/)[A-Za-z0-9@-]{16,}(?:\/[A-Za-z0-9-]*)*` },
  { name: 'api-key', prefilter: 'hooks.zapier', begins: true, keep: 1, pattern: String.raw`(hooks\.zapier\.com\/hooks\/catch\/)[A-Za-z0-9/]{8,}` },
  { name: 'api-key', prefilter: '.tines.com/', begins: true, keep: 1, pattern: String.raw`(\.tines\.com\/webhook\/)[a-z0-9/]{16,}` },
  { name: 'azure', prefilter: 'Q~', reach: 4, pattern: String.raw`(?<![A-Za-z0-9_~.⟧-])[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{20,}` },
  { name: 'azure', prefilter: '+ASt', reach: 76, pattern: String.raw`(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}\+ASt[A-Za-z0-9+/]{4,8}={0,2}` },
  { name: 'azure', prefilter: 'AzSe', reach: 76, pattern: String.raw`(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}AzSe[A-Za-z0-9+/]{4,8}={0,2}` },
  { name: 'azure', prefilter: 'AzFu', reach: 76, pattern: String.raw`(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}AzFu[A-Za-z0-9+/]{4,8}={0,2}` },
  { name: 'azure', prefilter: '+ACR', reach: 76, pattern: String.raw`(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}\+ACR[A-Za-z0-9+/]{4,8}={0,2}` },
  { name: 'azure', prefilter: 'ACDb', reach: 76, pattern: String.raw`(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}ACDb[A-Za-z0-9+/]{4,8}={0,2}` },
  { name: 'azure', prefilter: 'APIM', reach: 76, pattern: String.raw`(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}APIM[A-Za-z0-9+/]{4,8}={0,2}` },
  { name: 'azure', prefilter: 'AIoT', reach: 76, pattern: String.raw`(?<![A-Za-z0-9+/⟧])[A-Za-z0-9+/]{33,76}AIoT[A-Za-z0-9+/]{4,8}={0,2}` },
  { name: 'azure', prefilter: 'AZDO', reach: 76, pattern: String.raw`{{start}}[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4,}` },
  { name: 'api-key', prefilter: 'NR', reach: 48, pattern: String.raw`{{start}}[A-Za-z0-9]{24,44}(?:FFFFNRAL|-NRMA)` },
  { name: 'api-key', prefilter: '.atlasv1.', reach: 20, pattern: String.raw`{{start}}[A-Za-z0-9]{8,20}\.atlasv1\.[A-Za-z0-9_=-]{16,}` },
  { name: 'api-key', prefilter: '-us', reach: 32, pattern: String.raw`{{start}}[0-9a-f]{32}-us[0-9]{1,2}` },
  { name: 'api-key', prefilter: '_mmk', reach: 39, pattern: String.raw`{{start}}[A-Za-z0-9]{6}_[A-Za-z0-9]{16,32}_mmk` },
  { name: 'api-key', prefilter: '.acc', reach: 46, pattern: String.raw`{{start}}(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][A-Za-z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{16,}` },
  { name: 'api-key', prefilter: 'access_token$', begins: true, pattern: String.raw`{{start}}access_token[$][a-z]{4,12}[$][a-z0-9]{8,}(?:[$][a-z0-9]*)?` },
  { name: 'pem', prefilter: 'PuTTY-User-Key-File-', begins: true, pattern: String.raw`PuTTY-User-Key-File-[^⟦⟧P]*(?:P(?!rivate-MAC)[^⟦⟧P]*)*(?:Private-MAC: ?[0-9a-f]*)?` },
  { name: 'gitlab', prefilter: '_gitlab_session=', begins: true, keep: 1, pattern: String.raw`(_gitlab_session=)[A-Za-z0-9]{16,}` },
  { name: 'api-key', prefilter: 'key', anyCase: true, keep: 1, pattern: String.raw`((?<![A-Za-z0-9]){{any-case:api}}[ _-]?{{any-case:key}}[ ]{1,2}["'(]?)(?=[A-Za-z_-]{0,64}?[0-9])[A-Za-z0-9_-]{20,}` },
  { name: 'api-key', prefilter: 'token', anyCase: true, keep: 1, pattern: String.raw`((?<![A-Za-z0-9]){{any-case:token}}[ ]{1,2}["'(]?)(?=[A-Za-z_-]{0,64}?[0-9])[A-Za-z0-9_-]{20,}` },
  { name: 'digest', prefilter: 'digest', anyCase: true, keep: 1, pattern: String.raw`({{any-case:digest}}[ ]{1,4})(?=[a-z]{2,12}=)(?:,?[ ]{0,4}[a-z]{2,12}=(?:\\{0,7}"[^\n"⟦⟧\\]{0,1024}\\{0,7}"|[A-Za-z0-9_-]+))+` },
  { name: 'basic', prefilter: '-u', begins: true, keep: 1, pattern: String.raw`((?<![A-Za-z0-9])-u(?:ser)?(?:=|[ \t]{1,4})["']?)(?![0-9]{1,10}:[0-9]{1,10}(?![^{{space}}"']))[A-Za-z0-9_.@+%-]{1,64}:(?!\/)[^{{space}}"'⟦⟧\\]+` },
  { name: 'crypt', prefilter: '$', begins: true, pattern: String.raw`(?<![A-Za-z0-9$⟧])[$](?:2[abxy]?|5|6|7|y|gy|1|apr1|argon2(?:id?|d)|scrypt|pbkdf2-sha(?:256|512))[$][A-Za-z0-9./+=,$-]{16,}` },
  { name: 'sql', prefilter: 'identified', anyCase: true, keep: 1, pattern: String.raw`({{any-case:identified}}[ \t\n]{1,4}(?:{{any-case:with}}[ ]{1,4}[A-Za-z0-9_'"]{1,40}[ ]{1,4})?(?:{{any-case:by|as}})[ \t\n]{1,4}\\{0,7}['"])(?=[a-z_]{0,64}?[^a-z_'"⟦⟧\\])[^\n'"⟦⟧\\]+` },
  { name: 'sql', prefilter: 'password', anyCase: true, keep: 1, pattern: String.raw`((?:{{any-case:password}})[ ]{1,4}\\{0,7}')(?=[^\n'{{space}}⟦⟧\\]{0,64}?[0-9])[^\n'{{space}}⟦⟧\\]+(?=\\{0,7}')` },
  { name: 'basic', prefilter: '-p', keep: 1, pattern: String.raw`((?:sshpass|mysql[a-z]{0,6}|docker[ ]login|mongo[a-z]{0,7})[ ][^\n;|&⟦⟧]{0,60}?-p[ ]?["']?)(?![0-9{{space}}"'-]|rotocol)[^{{space}}"'⟦⟧\\]+` },
  { name: 'netrc', prefilter: 'password', keep: 1, pattern: String.raw`(login[ \t\n]{1,4}[^{{space}}⟦⟧]{1,64}[ \t\n]{1,4}password[ \t\n]{1,4})(?=[A-Za-z]{0,64}?[^A-Za-z{{space}}.⟦⟧])[^{{space}}⟦⟧]+` },
  { name: 'url-userinfo', prefilter: 'oracle:thin:', begins: true, keep: 1, pattern: String.raw`(oracle:thin:[^{{space}}\/@:"'⟦⟧]{1,64}\/)[^{{space}}@"'⟦⟧]{1,128}(?=@)` },
  { name: 'card', check: 'luhn', pattern: String.raw`(?<![A-Za-z0-9_.⟧-])(?<![0-9][ -])(?:[2-6][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{3})?|3[0-9]{3}([ -])[0-9]{6}\2[0-9]{4,5})(?![A-Za-z0-9_]|[ -][0-9]|⟦cut)` },
  { name: 'card', keep: 1, check: 'luhn', pattern: String.raw`((?:{{any-case:card|visa|mastercard|amex|maestro|diners|credit|debit|pan|cvc|cvv}})(?![a-z])[^0-9⟦⟧]{0,24})(?<![A-Za-z0-9_.-])[2-6][0-9]{12,18}(?![A-Za-z0-9_]|⟦cut)` },
  { name: 'card', check: 'luhn', pattern: String.raw`(?<![A-Za-z0-9_.⟧-])[2-6][0-9]{12,18}(?=[^A-Za-z0-9⟦⟧]{1,4}(?:(?:is|on|my|a|the|with)[ ]){0,3}(?:{{any-case:card|visa|mastercard|amex|maestro|diners|credit|debit|pan|cvc|cvv}})(?![a-z]))` },
  { name: 'email', prefilter: '@', option: 'emails', pattern: String.raw`{{start}}[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}` },
  { name: 'ip', prefilter: '.', option: 'ips', pattern: String.raw`(?<![A-Za-z0-9.⟧])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![A-Za-z0-9.⟦])` },
  { name: 'ip', prefilter: ':', option: 'ips', pattern: String.raw`(?<![A-Za-z0-9:⟧])(?:[0-9a-f]{1,4}:){4,7}(?::?[0-9a-f]{1,4}){1,4}(?![A-Za-z0-9:⟦])` },
]

/**
 * Names of secret values: words and parts of names, and whole names; whole names of values that must look random or be
 * digits; words around the number of a card; members of a Secret of Kubernetes and of a JWK; and names, last words and
 * words that are harmless in spite of these.
 */
export const KEY_NAMES = {
  word: 'password passwd pwd passphrase passcode secret secrets credential credentials token auth authorization bearer jwt cookie cookies csrf xsrf saml sso otp totp cvv cvc ssn sid dsn hmac mnemonic passkey pw psw pswd passwrd creds contrasena senha wachtwoord',
  part: 'password passwd passphrase secret credential apikey privatekey accesskey signingkey encryptionkey masterkey authkey accesstoken refreshtoken authtoken idtoken sessiontoken bearertoken sessionid sessionkey setcookie connectionstring databaseurl cardnumber creditcard twofactor recoverycode onetimecode accountkey storagekey subscriptionkey functionskey sharedkey consumerkey seedphrase apitoken passwort kennwort motdepasse dbpass userpass sshpass becomepass bindpw rootpw phpsessid contrasea',
  whole: 'pass twofa mfacode userpin cardpin pincode',
  random: 'session signature sig nonce salt appkey clientkey clientkeydata serverkey licensekey sshkey deploykey webhookkey integrationkey applicationkey ddapplicationkey xhubsignature256',
  digits: 'pin verificationcode smscode securitycode',
  card: 'card cards creditcard debitcard pan cvc cvv visa mastercard amex',
  manifest: 'data stringData',
  jwk: 'd p q dp dq qi oth k',
  harmless: 'tokencount tokenlimit tokenusage tokentype maxtoken mintoken pagetoken nextpagetoken prevpagetoken nexttoken continuationtoken synctoken progresstoken authmode authmethod authtype authrequired tokenexpired passwordpolicy',
  harmlessEnd: 'url uri endpoint type method mode status count limit usage expiry expires expired ttl policy hint length name scheme version at in age time ref arn algorithm alg error exception ts tsx js jsx mjs cjs py go rb rs java kt cs php provider required enabled present',
  harmlessWord: 'secretary secretaries secretariat secretarial passwordless secretsmanager',
} as const

/** Patterns for a name in text and for its value. */
export const NAMED_VALUES = {
  quoted: String.raw`(?<!\\)(\\{0,7})(["'])([^\\\n"'⟦⟧]{1,128})\1\2[ \t\n]{0,8}(?::|=>)[ \t\n]{0,8}(?:[bBrRuU]{1,2}(?=["']))?`,
  quotedValue: String.raw`[^{{space}},;\]}"'⟦⟧\\]*`,
  bare: String.raw`(?:(?<![A-Za-z0-9_$?&#⟧.\\-])|(?<=\\[nrtbf]))(-{0,2}(?:(?:{{any-case:api|access|private|secret|auth|seed}})[ ])?[A-Za-z_$][A-Za-z0-9_$.-]{0,127})(?:[ ]{{any-case:provided}}|[ ]{{any-case:for}}[ ][^{{space}}:='"⟦⟧]{1,64}|[ ]\([^()\n⟦⟧]{1,64}\))?[*\x60\]]{0,3}[ \t\u00a0]{0,4}(:=|[:=：]|(?:{{any-case:is|was}})(?=[ ]))[*\x60]{0,3}[ \t\u00a0]{0,4}(?:[bBrRuU]{1,2}(?=["']))?`,
  bareValue: String.raw`[^{{space}}&,;"'<>(){}\[\]⟦⟧\\]+(?:[({\[][^{{space}}&,;"'<>⟦⟧\\]*)?`,
  line: String.raw`(?:[^\n"'⟦⟧\\]|=\\{0,7}"[^\n"⟦⟧\\]{0,1024}\\{0,7}")*`,
  phrase: String.raw`[a-z]{2,12}(?:[ ][a-z]{2,12}){2,23}(?![A-Za-z0-9])(?![ ]?[^{{space}}.\\⟦])`,
  headers: 'authorization proxy-authorization cookie set-cookie x-api-key',
  kept: String.raw`true|false|null|undefined|None|True|False|nil|[?]|%s|[$][0-9]{1,3}|[$][A-Z][A-Z0-9_]*|[$][({][^\n]*|[:@$][a-z_]*(?:token|password|secret|pass|key|auth)[a-z_]*|[*]+|(?:await|new|function|async|typeof|return)|(?:process|this|self|req|request|config|os|env|options|opts|args|params|ctx|props|body|data|settings)[.][A-Za-z0-9_.$]+(?:[(\[][^\n]*)?|[A-Za-z_$][A-Za-z0-9_.$]*[(\[][^\n]*|[Oo][Aa]uth2?|basic|bearer|none|(?:[Hh][Mm][Aa][Cc]-?)?[Ss][Hh][Aa]-?[0-9]{1,3}`,
  plain: 'a an and any are array as at be been bool boolean bytes but can cannot changed cookie could denied disabled empty enabled error expired failed field for forbidden found from has have header hidden if in incorrect int invalid is key malformed may mismatch missing must my no none not null number object of off ok on optional or password please present private provided public received refused rejected required reset revoked secret set should str string the this to token too unauthorized undefined unknown unset updated use valid value was will with wrong yes your basic bearer digest by see after before when you used contact identifier punc',
  flag: String.raw`(?<![A-Za-z0-9_$⟧.-])--?([A-Za-z][A-Za-z0-9-]{0,62})[ \t]{1,4}(?![ \t=-])`,
  element: String.raw`<([A-Za-z][A-Za-z0-9_.:-]{0,63})(?:[ \t][^<>⟦⟧]{0,200})?>`,
  pair: String.raw`(?<![A-Za-z0-9_$⟧.\\-])(\\{0,7})["']?([A-Za-z_$][A-Za-z0-9_$.-]{0,63})\\{0,7}["']?(?:(?:\\[nrt]|[ \t\r\n,;{]){1,40}\\{0,7}["']?(?:(?:{{any-case:value|val}})\\{0,7}["']?[ \t]{0,4}[:=]|(?:{{any-case:content|default}})[ \t]{0,4}=)[ \t]{0,4}|(?<=["'])(?:(?:\\r\\n|\r?\n){2}|[^<>"'\n⟦⟧]{0,40}(>))|<\/key>[ \t\n]{0,20}<string(>))`,
  elementValue: String.raw`(?:<!\[CDATA\[)?[^<>⟦⟧]+`,
} as const
