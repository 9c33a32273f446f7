import type { Adapter, AdapterPayload } from 'oidc-provider'

/** A store that keeps nothing. Other adapters extend it and override what they keep. */
export class NoAdapter implements Adapter {
  upsert(_id: string, _payload: AdapterPayload, _expiresIn: number): Promise<void> {
    return Promise.resolve()
  }
  find(_id: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(undefined)
  }
  findByUid(_uid: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(undefined)
  }
  findByUserCode(_userCode: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(undefined)
  }
  consume(_id: string): Promise<void> {
    return Promise.resolve()
  }
  destroy(_id: string): Promise<void> {
    return Promise.resolve()
  }
  revokeByGrantId(_grantId: string): Promise<void> {
    return Promise.resolve()
  }
}
