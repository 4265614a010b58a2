; SPDX-License-Identifier: Apache-2.0
; Habits in all languages whose grammar calls a comment `comment`. One block per trait of data/traits.json; the protocol is
; docs/formats/queries.md.

; ---- doc ------------------------------------------------------------------------------------------

; doc.todo
((comment) @site (#match? @site "\\bTODO:")
 (#set! trait "doc.todo") (#set! value "colon"))
((comment) @site (#match? @site "\\bTODO ?\\(")
 (#set! trait "doc.todo") (#set! value "name"))
((comment) @site (#match? @site "\\bTODO\\b")
 (#set! trait "doc.todo") (#set! value "bare"))
((comment) @site (#match? @site "\\bFIXME\\b")
 (#set! trait "doc.todo") (#set! value "fixme"))
((comment) @site (#match? @site "\\bXXX\\b")
 (#set! trait "doc.todo") (#set! value "xxx"))
