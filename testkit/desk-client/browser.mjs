import * as client from '@mcp-obs/client'
import { tellStory } from './story.mjs'

globalThis.tellStory = (options, say) => tellStory(client, options, say)
