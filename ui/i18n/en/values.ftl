# Names of codes: attributes, kinds of office, steps of checks, technical labels.
value-yes = Yes
value-no = No
value-part = { $name }: { $value }
value-named = { $name } ({ $rest })

# Signs in the tiles of offices, by kind
tile-government = HC
tile-civil-affairs = CA
tile-registry = HR
tile-household = HR
tile-education = ED
tile-university = HU
tile-tax = TX
tile-organisation = OR
tile-housing = HO
tile-court = CT
tile-health = HE
tile-transport = TR
tile-social-insurance = SI

# Attributes
attribute-person-name = Name
attribute-person-name-latin = Name in Latin letters
attribute-person-birth-date = Date of birth
attribute-person-id-number = Identity number
attribute-person-sex = Sex
attribute-person-telephone = Telephone
attribute-household-number = Household number
attribute-household-address = Home address
attribute-household-members = Household members
attribute-household-since = Living there since
attribute-degree-title = Degree
attribute-degree-subject = Subject
attribute-degree-awarded = Awarded
attribute-degree-number = Certificate number
attribute-degree-university = University
attribute-invoice-number = Invoice number
attribute-invoice-type = Type of invoice
attribute-invoice-issued-at = Issued
attribute-invoice-lines = Items
attribute-invoice-total = Total with tax
attribute-invoice-total-without-tax = Total without tax
attribute-invoice-tax = Tax
attribute-invoice-remarks = Remarks
attribute-invoice-drawer = Drawn up by
attribute-invoice-corrects = Corrects
attribute-seller-name = Seller
attribute-seller-tax-id = Seller’s tax no.
attribute-buyer-name = Buyer
attribute-buyer-tax-id = Buyer’s tax no.

# Parts of grouped values
part-name = Name
part-relation = Relation
part-birth-date = Born
part-birth_date = Born
part-sex = Sex
part-number = Number

# Types of documents
vct-urn-haitang-credential-identity = Identity record
vct-urn-haitang-credential-degree = Degree
vct-urn-haitang-credential-invoice = Invoice

# Clauses of the sample law

# Steps of a check; -detail where a value belongs to it
step-integrity = Nothing in it was changed since it was issued
step-issuer-signature = The signature is by the key that the directory lists for the issuer
step-issuer-directory = The issuer stands in the directory and is active
step-issuer-directory-detail = { $detail } stands in the directory and is active
step-validity = It is within its period of validity
step-validity-detail = It is valid until { $detail }
step-holder = It belongs to a key of this wallet
step-status = No entry on the chain withdraws or replaces it
step-status-detail = Registered in block { $detail }; nothing withdraws or replaces it
step-header = The block’s hash was computed anew and continues the last proven one
step-header-detail = The hash of block { $detail } was computed anew and continues the last proven one
step-journal = The chain’s record is complete
step-journal-detail = The chain’s record is complete: { $detail } entries
step-state-proof = The state is proven against the block
step-state-proof-detail = The state is proven against block { $detail }
step-invoice-fields = Every field is what the seller signed
step-invoice-sums = Its sums are right
step-invoice-number = The chain has an invoice of this number
step-invoice-number-detail = The chain has an invoice of the number { $detail }
step-invoice-fingerprint = It is the invoice that the chain has, by the same seller
step-invoice-amounts = The amounts are those that the chain was told
step-invoice-own = It is the same as the one in this wallet
step-fingerprint = Its fingerprint is the one on the chain
step-anchor = It is registered on the chain

# Labels of technical rows
label-account = Account
label-block = Block
label-bucket = Bucket
label-chain-id = Chain number
label-contract-credentials = Contract of credentials
label-contract-departments = Contract of departments
label-contract-grants = Contract of grants
label-contract-invoices = Contract of invoices
label-contract-journal = Contract of the journal
label-contract-laws = Contract of laws
label-custodian-did = Custodian’s DID
label-did = DID
label-endpoint = Address
label-entry-block = Block of the entry
label-entry-number = Number of the entry
label-fingerprint = Fingerprint
label-genesis = First block
label-header-hash = Block hash
label-issuer-did = Issuer’s DID
label-journal-head = Head of the journal
label-records = Records
label-requester-did = Asker’s DID
label-state-root = State root
label-status-block = Block of the status
label-tag = Tag
label-type = Type
label-writer = Writer
label-key-derivation = Key derivation
label-cipher = Encryption
label-format = Format
label-slot = Storage slot
label-nodes-agreed = Nodes that vouch for it
label-header-signers = Signed by
label-entries-in-question = Entries in question
label-lie-expected = Proven or known
label-lie-header = The block as it was sent
label-lie-found = What the node said
