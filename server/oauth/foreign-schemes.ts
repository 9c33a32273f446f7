/**
 * Schemes that are not an app's own, by what opens them (decision 014). A code that is sent there reaches a protocol, a
 * part of the browser or of the system, or an application other than the client.
 */
export const FOREIGN_SCHEMES: Readonly<Record<string, readonly string[]>> = {
  'content that the browser runs or shows': words(
    `javascript vbscript livescript mocha data blob about file filesystem jar mhtml mk its cid mid urn tag info ni nih did xri
    acct externalfile page-icon fake-favicon-uri`,
  ),
  'the browser itself': words(
    `view-source chrome chrome-untrusted chrome-search chrome-devtools devtools edge brave opera vivaldi moz-icon resource
    wyciwyg safari-resource webkit-fake-url reader read intent android-app android-resource content market itms itms-apps
    itms-services itms-appss macappstore isolated-app googlechrome googlechromes firefox firefox-focus microsoft-edge
    x-safari-http x-safari-https x-web-search extension fuchsia-pkg tor onion`,
  ),
  'a transport or a remote file': words(
    `ftp ftps sftp tftp scp fish ws wss gopher wais news nntp snews dict finger ldap ldaps imap imaps pop pop3 smtp nfs afp
    smb cifs dav davs webdav webcal rsync git svn ssh telnet tn3270 rlogin rdp vnc rtsp rtsps rtmp rtmps mms mmsh stun
    stuns turn turns coap coaps coap+tcp coaps+tcp coap+ws coaps+ws mqtt mqtts amqp amqps redis rediss mongodb mysql
    postgres postgresql jdbc odbc soap.beep xmlrpc.beep ipp ipps iax dns doi hdl ipfs ipns magnet ed2k torrent ar irc ircs
    irc6 aaa aaas acap cap crid dab dns-sd drm example fm geo go h323 h2 im iris jms lvlt mtqp mupdate mvn oid opaquelocktoken
    pkcs11 pres prospero reload service session shttp sieve sips snmp thismessage tip tv vemmi xcon xmpp z39.50 z39.50r
    z39.50s unix jnlp jnlps tn5250 s3 gs az hdfs kafka nats memcached zookeeper etcd consul ldapi oracle mssql sqlserver cassandra
    neo4j bolt influxdb clickhouse sqlite dat hyper dlna-playsingle dlna-playcontainer daap itpc pcast udp tcp tls`,
  ),
  'messages and calls': words(
    `mailto message tel callto sms smsto mms-to mmsto sip facetime facetime-audio facetime-group skype im aim ymsgr msnim
    xmpp whatsapp tg telegram signal sgnl viber line weixin wechat kakaotalk slack discord msteams zoommtg zoomus zoomphone
    webex gtalk googlechat matrix element teamspeak ts3server ventrilo mumble ichat imessage
    facetime-open-link addressbook ical outlookcal outlookmail webcals teamviewer teamviewer8 teamviewer10 teamviewerapi
    anydesk rustdesk`,
  ),
  'a part of the system, or another application': words(
    `shell search search-ms explorer control systempreferences prefs app-prefs app-settings help help-viewer hcp ldapis
    calculator wifi bluetooth ssh-add terminal x-man-page applescript shortcuts workflow x-callback-url launcher
    windowsdefender onenote onenote-cmd outlook tel-uri res rundll32 steam com.epicgames.launcher uplay origin roblox
    minecraft bitcoin bitcoincash ethereum litecoin monero lightning dogecoin cardano payto upi pay wallet otpauth
    otpauth-migration openid openid4vp openid-vc openid-credential-offer mdoc haip eudi-openid4vp fido passkey spotify
    zune afs data-uri vnd.ms.radio paparazzi feed feeds podcast maps map comgooglemaps waze uber lyft knownfolder bingmaps
    bingnews bingweather xbox mswindowsmusic mswindowsvideo videos insiderhub wunderlist x-help-action macappstores itunes
    ibooks itsradio photos-redirect vnd.youtube acrobat adobe vlc mpv`,
  ),
}

/** Families of names, of which new members appear with each release of a browser or system. */
const FOREIGN_FAMILIES: readonly RegExp[] = [
  // Office, settings and diagnostics of Windows.
  /^ms-/,
  /^microsoft(-|\.|$)/,
  /-ms$/,
  // Pages of an extension, which is never the client.
  /-extension$/,
  // Any website may register a handler for these.
  /^web\+/,
  // A transport inside another one.
  /^https?\+|\+https?$/,
  // System apps.
  /^(x-apple|apple|com\.apple|android|chrome|moz|edge|about)([-.]|$)/,
]

const NAMES = new Set(Object.values(FOREIGN_SCHEMES).flat())

/**
 * Whether a scheme is not an app's own. A name under the app's domain is its own (RFC 8252 §7.1); so is one word, as
 * editors use it, unless that word is known to mean something else.
 *
 * @param scheme in lower case, without the colon
 */
export function isForeignScheme(scheme: string): boolean {
  return (
    scheme.split('+').some((part) => NAMES.has(part)) ||
    NAMES.has(scheme) ||
    FOREIGN_FAMILIES.some((family) => family.test(scheme))
  )
}

function words(text: string): string[] {
  return text.split(/\s+/)
}
