import * as client from '@mcp-obs/client'
import { tellStory } from './story.mjs'

const { DESK_ORIGIN: origin, DESK_TOKEN: token, DESK_ORG: org, DESK_SERVER: server } = process.env
const told = await tellStory(client, { origin, token, org, server }, console.log)
console.log(`told ${JSON.stringify(told)}`)
