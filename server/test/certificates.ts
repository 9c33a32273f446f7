import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Makes an authority in a folder: its certificate as `name.pem`, and `name.key`. */
export function makeAuthority(folder: string, name: string): void {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`]
  openssl(folder, 'req', '-x509', ...NEW_KEY, ...files, '-days', '2', '-subj', `/CN=${name}`)
}

interface Certified {
  host: string
  /** One that `makeAuthority` has made in this folder. */
  authority: string
  /** Days until it expires; less than 0: it has. */
  days: number
}

/** Makes `name.pem`, a certificate of a host by an authority, and `name.key`. */
export function certify(folder: string, name: string, { host, authority, days }: Certified): void {
  const names = join(folder, 'names')
  writeFileSync(names, `subjectAltName=DNS:${host}`)
  const request = `${name}.csr`
  openssl(folder, 'req', ...NEW_KEY, '-keyout', `${name}.key`, '-out', request, '-subj', `/CN=${host}`)
  const by = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial']
  const what = ['-days', String(days), '-extfile', names]
  openssl(folder, 'x509', '-req', '-in', request, ...by, '-out', `${name}.pem`, ...what)
}

function openssl(cwd: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd, stdio: 'pipe' })
}
