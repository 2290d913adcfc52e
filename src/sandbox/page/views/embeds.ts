import { html, nothing } from 'lit'
import type { APIEmbed } from 'discord-api-types/v10'
import { content } from '../markdown/content.ts'
import type { Names } from '../markdown/mentions.ts'
import type { Message } from '../state/world.ts'

export const embeds = (message: Message, names: Names) => message.embeds.map((embed) => one(embed, names))

const one = (embed: APIEmbed, names: Names) => html`
  <discord-embed
    slot="embeds"
    color=${embed.color === undefined ? nothing : `#${embed.color.toString(16).padStart(6, '0')}`}
    embed-title=${embed.title ?? nothing}
    url=${embed.url ?? nothing}
    author-name=${embed.author?.name ?? nothing}
  >
    ${
      embed.description
        ? html`<discord-embed-description slot="description"
            ><div class="markdown" ${content(embed.description, names)}></div
          ></discord-embed-description>`
        : nothing
    }
    ${
      embed.fields?.length
        ? html`<discord-embed-fields slot="fields"
            >${embed.fields.map(
              (field) =>
                html`<discord-embed-field field-title=${field.name}
                  ><div class="markdown" ${content(field.value, names)}></div
                ></discord-embed-field>`,
            )}</discord-embed-fields
          >`
        : nothing
    }
    ${
      embed.footer
        ? html`<discord-embed-footer slot="footer">${embed.footer.text}</discord-embed-footer>`
        : nothing
    }
  </discord-embed>
`
