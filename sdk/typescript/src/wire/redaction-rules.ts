/*
 * Written by `npm run rules` from sdk/contract/redaction-rules.json. Change that file instead.
 */

/** What `{{start}}` stands for in a pattern. */
export const START = String.raw`(?:(?<![\a⟧])|(?<=\\[nrtbf]))`

/**
 * Secrets that are recognised by their form. A line has the name and how the rule is used, the prefilters, and the
 * pattern, in which `{{prefilter}}` stands for each of them. A rule without a name is an `api-key`. Without a colon
 * behind the name, the pattern is what follows `{{start}}{{prefilter}}`. Behind the colon stand `n` for `reach`, which
 * takes time to look for elsewhere, `i` for `anyCase`, `k` for `keep`, `l` for Luhn's check, `e` and `p` for the
 * options `emails` and `ips`.
 */
export const VALUE_RULES = String.raw`
aws AKIA|ASIA [0-9A-Z]{8,}
github gh [pousr]_[\w]{8,}
github github_pat_ [\w]{8,}
gitlab gl (?:pat|dt|ffct|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|wt)-[\w.-]{8,}
slack xox [a-eoprs]-[\a%-]{6,}
slack xapp- [\a-]{6,}
stripe sk_|rk_ (?:live|test|prod)_[\a+/=_-]{6,}
stripe whsec_ [\a+/=]{6,}
google AIza [\w-]{16,}
google ya29. [\w.-]{8,}
google GOCSPX- [\w-]{8,}
anthropic sk-ant- [\w-]{6,}
openai sk- (?=(?:(?![_-]sk-)[A-Za-z_-]){0,64}?[0-9])[\w-]{16,}
npm npm_ [\a]{16,}
sendgrid SG. [\w-]{16,}[\w.-]*
twilio SK [0-9a-f]{24,}
huggingface hf_|api_org_ [\a]{16,}
shopify shp [a-z]{2,3}_[A-Fa-f0-9]{16,}
notion ntn_ [\a]{16,}
notion secret_ [\a]{40,}
linear lin_ (?:api|oauth|wh)_[\w]{16,}
figma fig (?:[a-z]|[ou][hr])_[\w=-]{20,}
digitalocean do [opr]_v1_[a-f0-9]{16,}
docker dckr_ [po]at_[\w-]{16,}
pypi pypi-AgE [\w-]{16,}
vault hv [sbr]\.[\w-]{16,}
vault s. (?=[A-Za-z]{0,23}[0-9])(?=[a-z0-9]{0,23}[A-Z])[\a]{24}(?![\w(.])
grafana gl (?:sa|c)_[\a+/=_]{16,}
grafana eyJrIjoi [\a+/=]{30,}
discord M|N|O [\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}
discord mfa. [\w-]{40,}
groq gsk_ [\a]{16,}
supabase sb (?:p|_secret)_[\w-]{16,}
databricks dapi [a-f0-9]{24,}(?:-[0-9])?
atlassian AT (?:[ACS]TT|BB)[\w+/=.-]{16,}
sentry sntry [a-z]_[\a+/=_-]{16,}
vercel vc [a-z]_[\a]{20,}
vercel vercel_blob_rw_ [\w]{16,}
 pplx-|bkua_|ak_live_ [\a]{16,}
 r8_|fo1_|tk-us-|shltm_|mdb_sa_sk_ [\w-]{20,}
 xai-|phx_|sgp_|CCIPAT_|CCIPRJ_|wandb_v1_ [\w]{20,}
 nvapi-|tvly-|xkeysib-|xsmtpsib-|sha256~|apify_api_|CFPAT-|tskey-|tgp_v1_ [\w-]{16,}
 lsv2_ (?:pt|sk)_[a-f0-9_]{16,}
 pcsk_ [\w]{16,}
 fc-|slk_|ATTA|e2b_ [a-f0-9]{32,}
 fw_|AKCp|CLOJARS_|BBFF-|rnd_|ramp_sec_ [\a]{20,}
 sk_ [a-f0-9]{40,}
 NR (?:AK|II|IQ|BR|RA|SP|JS)-[\w-]{16,}
datadog dd [pw]_[\a]{20,}
 dt0 [a-z][0-9]{2}\.[\a]{12,}(?:\.[\a]*)?
 dp. (?:ct|pt|st|sa|scim|audit)\.[\a._-]{16,}
 pul-|rdme_ [a-z0-9]{20,}
 PMAK- [\a-]{16,}
 pscale_ [a-z]{2,6}_[\w=.-]{16,}
 pn [ub]_[\a]{20,}
 rubygems_ [a-z0-9]{16,}
 key- [a-z0-9]{32,}(?![\w-])
 sq0 [a-z]{3}-[\w-]{16,}
 EAA (?=[A-Za-z_-]{0,40}[0-9])[\w-]{40,}
 shippo_ (?:live|test)_[A-Fa-f0-9]{16,}
 duffel_ (?:live|test)_[\w=-]{16,}
 EZ [AT]K[\a]{20,}
 FLWSECK (?:_TEST)?-[\a-]{12,}
 fio-u- [\w=-]{20,}
 fm (?:1[ar]|2)_[\a+/=,_-]{20,}
 pat.|sat. [\w-]{22}\.[\a]{24}\.[\a]{8,}
 pat [\a]{14}\.[a-f0-9]{16,}
heroku HRKU- [\w-]{20,}
 ico- [\a]{32,}(?![\w-])
 sdk-|api- [a-z0-9]{8}-[a-z0-9]{4}-4[a-z0-9]{3}-[a-z0-9]{4}-[a-z0-9]{12}
 API- [A-Z0-9]{24,}
 ops_eyJ [\a+/=_-]{20,}
 A3- [A-Z0-9]{6}-[A-Z0-9-]{16,}
 AGE-SECRET-KEY-1 [A-Z0-9]{16,}
 p8e- [\w-]{24,}
 aio_|retool_ [\a]{24,}
 LTAI|flb_live_ [\a]{12,}
 cmVmd [\a]{40,}
aws A3T|ABIA|ACCA [0-9A-Z]{12,}
aws ABSK [\a+/=]{40,}
aws bedrock-api-key- [\a+/=]{16,}
 4b1d [\a]{38,}
cloudflare cf (?:k|ut|at)_[\a]{20,}
cloudflare v1.0- [\a]{24}-[\a-]{20,}
 cflt [\a+/]{40,}
 sm_ [aps]at_[\a]{12,}
 sq (?:[apu]|co)_[\a]{20,}
 tfp_ [\w=.-]{20,}
 AQVN [\w-]{32,}
 t1. [\w-]{1,512}={0,2}\.[\w-]{64,}
 AAAAAAAAAAAAAAAAAAAA (?=A{0,40}[B-Za-z0-9%])[\a%]{40,}
 nf [bcopu]_[\a]{20,}
 rzp_ (?:live|test)_[\a]{12,}
 1000. [a-f0-9]{32}\.[a-f0-9]{16,}
 00 [\a]{13}![\w.]{40,}
 3MVG9 [\a._+/=]{40,}
 5Aep861 [\a._=]{40,}
 VF. (?:[DW][MS]\.)?[A-Fa-f0-9]{20,}\.[\a]{8,}
stripe pi_|seti_ [\a]{8,64}_secret_[\a]{8,}
 napi_ [a-z0-9]{24,}
 re_ [\a]{6,16}_[\a]{16,}
 pat- [a-z]{2}[0-9]-[\a-]{20,}
 1/|2/ [0-9]{12,18}(?:\/[0-9]{12,18})?:[a-f0-9]{32}
 pk_ [0-9]{4,12}_[A-Z0-9]{20,}
 sl. (?:u\.)?[\w-]{60,}
google 1//0 [\w-]{24,}
 oy2 [a-z0-9]{43,}
 access- (?:sandbox|production|development)-[a-f0-9-]{20,}
 live_|test_ (?:pub_)?[a-f0-9]{35}(?![\w])
jwt ZXlK [\a+/=_-]{24,}
gitlab GR1348941 [\w-]{12,}
 s-s4t2 [a-z]{2}-[a-f0-9]{32,}
 BBDC- [\a+/@_-]{20,}
 rootly_ [a-f0-9]{20,}
 bb_ [a-z]{2,4}_[\w]{20,}
 api_ [\a.]{40,}
jwt ewog (?![\w-]{101})[\w-]{12,}\.(?:eyJ|ewo)[\w.=-]*
 pk_ (?:[\a]{6}_)?[0-9a-f]{34}
 salad_cloud_ [\a]{1,7}_[\a]{7,}
 endr+ [\a-]{12,}
 web_ [0-9a-z]{32}
 na1. [\a+/]{60,}
azure 0.A|1.A [\w.-]{50,}
 NF- [\a]{32}
 sk. [\a.-]{60,}
 csk- [a-z0-9]{32,}
 jina_|y0_|APA91b [\w-]{40,}
 dG9r [\a+/]{40,}={0,2}
 pdl_ (?:(?:live|sdbx)_apikey|ntfset)_[\w]{20,}
 live_ (?=[A-Za-z]{0,29}[0-9])[\a]{30}(?![\w])
 cio [\a]{32}(?![\w])
 snyk_ [a-z]{3}\.[a-z0-9]{8}\.[\w-]{20,}[\a._-]*
 hc [a-z][il]k_[\a]{20,}
 xa [ap]t-[a-f0-9-]{32,}
 AVNS_ [\w-]{12,}
 AKID [\a]{28,}
 AKLT [\a+/_-]{30,}
 dbt [cu]_[\w=-]{30,}
 os_v2_ [a-z]{3}_[a-z0-9]{40,}
 perm [-:][\a+/=]{6,100}\.[\a+/=-]{2,100}\.[\a]{20,}
 cs_|ck_ [a-f0-9]{40}
 xprv [\a]{100,}
 nsec1 [a-z0-9]{50,}
 BSA (?=[A-Za-z_-]{0,20}[0-9])[\w-]{27,}
pem LS0tLS1CRUdJTiB (?!DRVJU|QVUJM)[\a+/=_-]{40,}
pem MII [\a+/]{1,4}(?:IBADANBgkqhkiG9w0BAQEFAASC|AgEAMBMGByqGSM49)[\a+/=]{16,}
mcp-obs mo [krt]_[0-9a-hjkmnp-tv-z]{8,}
pem: -----BEGIN -----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^⟦⟧-]*(?:-(?!----END)[^⟦⟧-]*)*(?:-----END [A-Z0-9 ]{0,40}-----)?
url-userinfo:k :// (:\/\/)(?:[^\s\/?#@:"'<>⟦⟧]*:[^\s\/?#"'<>⟦⟧]*|[^\s\/?#@:"'<>⟦⟧]{0,64}:(?![0-9]{0,5}[\/?#])[^\s@"'<>⟦⟧]{1,64}|[^\s\/?#@:"'<>⟦⟧]{16,})(?=@)
url-param:k = ((?:[?&#]|\\u0026)(?:(?![A-Za-z_]{0,12}(?:{{i:page|next|prev|cont|sync}})[A-Za-z_-]{0,12}{{i:token}}=)[\w.%\[\]-]{0,32}(?:{{i:token|secret|password|passwd|pwd|api[_-]?key|access[_-]?key|jwt|session[_-]?id|credential|x-amz-signature|x-goog-signature}})[\]%A-F0-9_]{0,12}|{{i:auth|sid|sig|pw|otp|pass}})=)[^\s&#"'<>\\⟦⟧]+
url-param:k = ([?&#](?:{{i:key|session|signature|ticket|code_verifier|samlresponse|samlrequest|assertion|client_assertion}})=)(?=[A-Za-z_.~%-]{0,64}?[0-9])[^\s&#"'<>\\⟦⟧]{16,}
url-param:k code= ([?&#]code=)[^\s&#"'<>\\⟦⟧]{8,}
bearer:ik bearer ({{i:bearer}}[ \t]{1,4})(?=[A-Za-z._~+/=-]{0,64}?[0-9]|[\a._~+/=-]{20})[\a._~+/=-]{6,}
basic:ik basic ({{i:basic}}[ \t]{1,4})(?!realm=)(?=[A-Za-z+/_-]{0,64}?[0-9=]|[\a+/_-]{20})[\a+/_=-]{6,}
jwt:k eyJ {{start}}(?:(eyJ[\w-]{8,}(?![\w.-]|⟦cut:chars))|eyJ[\w-]{8,}(?:\.[\w.=-]*)?)
telegram:n :A (?:{{start}}|(?<=bot))[0-9]{8,10}:A[\w-]{32,}
discord:k discord (discord(?:app)?\.com\/api\/(?:v[0-9]{1,2}\/)?webhooks\/[0-9]{1,24}\/)[\w-]{16,}
slack:k hooks.slack (hooks\.slack(?:-gov)?\.com\/[a-z]{4,12}\/)[\a+/_-]{12,}
teams:k /webhookb2/ (\/webhookb2\/)[\a@-]{16,}(?:\/[\a-]*)*
:k hooks.zapier (hooks\.zapier\.com\/hooks\/catch\/)[\a/]{8,}
:k .tines.com/ (\.tines\.com\/webhook\/)[a-z0-9/]{16,}
azure:n Q~ (?<![\w~.⟧-])[\w~.]{3}[0-9]Q~[\w~.-]{20,}
azure:n +ASt|AzSe|AzFu|+ACR|ACDb|APIM|AIoT (?<![\a+/⟧])[\a+/]{33,76}{{prefilter}}[\a+/]{4,8}={0,2}
azure:n AZDO {{start}}[\a]{76}AZDO[\a]{4,}
:n NR {{start}}[\a]{24,44}(?:FFFFNRAL|-NRMA)
:n .atlasv1. {{start}}[\a]{8,20}\.atlasv1\.[\w=-]{16,}
: -us (?=[0-9a-f]{2}){{start}}[0-9a-f]{32}-us[0-9]{1,2}
:n _mmk {{start}}[\a]{6}_[\a]{16,32}_mmk
:n .acc {{start}}(?:sc|ext|scauth|authress)_[\a]{5,30}\.[\a]{4,6}\.acc[_-][\a-]{10,32}\.[\a+/_=-]{16,}
: access_token$ {{start}}access_token[$][a-z]{4,12}[$][a-z0-9]{8,}(?:[$][a-z0-9]*)?
pem: PuTTY-User-Key-File- PuTTY-User-Key-File-[^⟦⟧P]*(?:P(?!rivate-MAC)[^⟦⟧P]*)*(?:Private-MAC: ?[0-9a-f]*)?
gitlab:k _gitlab_session= (_gitlab_session=)[\a]{16,}
:ik key ((?<![\a]){{i:api}}[ _-]?{{i:key}}[ ]{1,2}["'(]?)(?=[A-Za-z_-]{0,64}?[0-9])[\w-]{20,}
:ik token ((?<![\a]){{i:token}}[ ]{1,2}["'(]?)(?=[A-Za-z_-]{0,64}?[0-9])[\w-]{20,}
digest:ik digest ({{i:digest}}[ ]{1,4})(?=[a-z]{2,12}=)(?:,?[ ]{0,4}[a-z]{2,12}=(?:\\{0,7}"[^\n"⟦⟧\\]{0,1024}\\{0,7}"|[\w-]+))+
basic:k -u ((?<![\a])-u(?:ser)?(?:=|[ \t]{1,4})["']?)(?![0-9]{1,10}:[0-9]{1,10}(?![^\s"']))[\w.@+%-]{1,64}:(?!\/)[^\s"'⟦⟧\\]+
crypt: $ (?<![\a$⟧])[$](?:2[abxy]?|5|6|7|y|gy|1|apr1|argon2(?:id?|d)|scrypt|pbkdf2-sha(?:256|512))[$][\a./+=,$-]{16,}
sql:ik identified ({{i:identified}}[ \t\n]{1,4}(?:{{i:with}}[ ]{1,4}[\w'"]{1,40}[ ]{1,4})?(?:{{i:by|as}})[ \t\n]{1,4}\\{0,7}['"])(?=[a-z_]{0,64}?[^a-z_'"⟦⟧\\])[^\n'"⟦⟧\\]+
sql:ik password ((?:{{i:password}})[ ]{1,4}\\{0,7}')(?=[^\n'\s⟦⟧\\]{0,64}?[0-9])[^\n'\s⟦⟧\\]+(?=\\{0,7}')
basic:k -p ((?:sshpass|mysql[a-z]{0,6}|docker[ ]login|mongo[a-z]{0,7})[ ][^\n;|&⟦⟧]{0,60}?-p[ ]?["']?)(?![0-9\s"'-]|rotocol)[^\s"'⟦⟧\\]+
netrc:k password (login[ \t\n]{1,4}[^\s⟦⟧]{1,64}[ \t\n]{1,4}password[ \t\n]{1,4})(?=[A-Za-z]{0,64}?[^A-Za-z\s.⟦⟧])[^\s⟦⟧]+
pgpass:k :5432: (:5432:(?:[\w.@*-]{1,64}:){2})[^\s:"'⟦⟧\\]+
url-userinfo:k oracle:thin: (oracle:thin:[^\s\/@:"'⟦⟧]{1,64}\/)[^\s@"'⟦⟧]{1,128}(?=@)
card:l  (?<![\w.⟧-])(?<![0-9][ -])(?:[2-6][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{3})?|3[0-9]{3}([ -])[0-9]{6}\2[0-9]{4,5})(?![\w]|[ -][0-9]|⟦cut)
card:kl  ((?:{{i:card|visa|mastercard|amex|maestro|diners|credit|debit|pan|cvc|cvv}})(?![a-z])[^0-9⟦⟧]{0,24})(?<![\w.-])[2-6][0-9]{12,18}(?![\w]|⟦cut)
card:l  (?<![\w.⟧-])[2-6][0-9]{12,18}(?=[^\a⟦⟧]{1,4}(?:(?:is|on|my|a|the|with)[ ]){0,3}(?:{{i:card|visa|mastercard|amex|maestro|diners|credit|debit|pan|cvc|cvv}})(?![a-z]))
email:e @ {{start}}[\a._%+-]{1,64}@[\a-]{1,63}(?:\.[\a-]{1,63}){1,8}
ip:p . (?<![\a.⟧])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\a.⟦])
ip:p : (?<![\a:⟧])(?:[0-9a-f]{1,4}:){4,7}(?::?[0-9a-f]{1,4}){1,4}(?![\a:⟦])
`

/** How many characters before its prefilter a match of a rule with `n` begins at most. */
export const REACH = 76

/**
 * Names of secret values: words and parts of names, and whole names; whole names of values that must look random or be
 * digits; words around the number of a card; members of a Secret of Kubernetes and of a JWK; and names, last words and
 * words that are harmless in spite of these.
 */
export const KEY_NAMES = {
  word: 'pwd passcode token auth authorization bearer jwt cookie cookies csrf xsrf saml sso otp totp cvv cvc ssn sid dsn hmac mnemonic passkey pw psw pswd passwrd creds contrasena senha wachtwoord',
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
  quotedValue: String.raw`[^\s,;\]}"'⟦⟧\\]*`,
  bare: String.raw`(?:(?<![\w$?&#⟧.\\-])|(?<=\\[nrtbf]))(-{0,2}(?:(?:{{i:api|access|private|secret|auth|seed}})[ ])?[A-Za-z_$][\w$.-]{0,127})(?:[ ]{{i:provided}}|[ ]{{i:for}}[ ][^\s:='"⟦⟧]{1,64}|[ ]\([^()\n⟦⟧]{1,64}\))?[*\x60\]]{0,3}[ \t\u00a0]{0,4}(:=|[:=：]|(?:{{i:is|was}})(?=[ ]))[*\x60]{0,3}[ \t\u00a0]{0,4}(?:[bBrRuU]{1,2}(?=["']))?`,
  bareValue: String.raw`[^\s&,;"'<>(){}\[\]⟦⟧\\]+(?:[({\[][^\s&,;"'<>⟦⟧\\]*)?`,
  line: String.raw`(?:[^\n"'⟦⟧\\]|=\\{0,7}"[^\n"⟦⟧\\]{0,1024}\\{0,7}")*`,
  phrase: String.raw`[a-z]{2,12}(?:[ ][a-z]{2,12}){2,23}(?![\a])(?![ ]?[^\s.\\⟦])`,
  headers: 'authorization proxy-authorization cookie set-cookie x-api-key',
  kept: String.raw`true|false|null|undefined|None|True|False|nil|[?]|%s|[$][0-9]{1,3}|[$][A-Z][A-Z0-9_]*|[$][({][^\n]*|[:@$][a-z_]*(?:token|password|secret|pass|key|auth)[a-z_]*|[*]+|(?:await|new|function|async|typeof|return)|(?:process|this|self|req|request|config|os|env|options|opts|args|params|ctx|props|body|data|settings)[.][\w.$]+(?:[(\[][^\n]*)?|[A-Za-z_$][\w.$]*[(\[][^\n]*|[Oo][Aa]uth2?|basic|bearer|none|(?:[Hh][Mm][Aa][Cc]-?)?[Ss][Hh][Aa]-?[0-9]{1,3}`,
  plain: 'a an and any are array as at be been bool boolean bytes but can cannot changed cookie could denied disabled empty enabled error expired failed field for forbidden found from has have header hidden if in incorrect int invalid is key malformed may mismatch missing must my no none not null number object of off ok on optional or password please present private provided public received refused rejected required reset revoked secret set should str string the this to token too unauthorized undefined unknown unset updated use valid value was will with wrong yes your basic bearer digest by see after before when you used contact identifier punc',
  flag: String.raw`(?<![\w$⟧.-])--?([A-Za-z][\a-]{0,62})[ \t]{1,4}(?![ \t=-])`,
  element: String.raw`<([A-Za-z][\w.:-]{0,63})(?:[ \t][^<>⟦⟧]{0,200})?>`,
  pair: String.raw`(?<![\w$⟧.\\-])(\\{0,7})["']?([A-Za-z_$][\w$.-]{0,63})\\{0,7}["']?(?:(?:\\[nrt]|[ \t\r\n,;{]){1,40}\\{0,7}["']?(?:(?:{{i:value|val}})\\{0,7}["']?[ \t]{0,4}[:=]|(?:{{i:content|default}})[ \t]{0,4}=)[ \t]{0,4}|(?<=["'])(?:(?:\\r\\n|\r?\n){2}|[^<>"'\n⟦⟧]{0,40}(>))|<\/key>[ \t\n]{0,20}<string(>))`,
  elementValue: String.raw`(?:<!\[CDATA\[)?[^<>⟦⟧]+`,
} as const
