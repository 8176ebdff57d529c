import LiaisonCodes
import LiaisonSystem

// The room of what hangs on the installation's secret: case numbers, query codes, and the digests by which a form or an act is
// known when it comes again. Its rule: all of it follows from the nonce and the secret alone, so that every server comes to the
// same; the query code itself is stored nowhere. Nonces come with proposals; digests go into lines.

/// Everything about a receipt that follows from the form's nonce and the installation's secret.
///
/// The number, the query code and the stored hashes are functions of the nonce, so that the same form sent
/// twice, to whichever server, leads to the same receipt, and the store needs to keep no query code.
package struct ReceiptKeys: Sendable {
    private let key: HMACSHA256

    /// - Parameter secret: The installation's secret, at least 32 random bytes.
    package init(secret: [UInt8]) { key = HMACSHA256(key: secret) }

    /// What the ledger keeps of a nonce, and the citizen's query code: the two halves of one code, of which
    /// neither tells anything about the other.
    package func secrets(ofNonce nonce: [UInt8]) -> (digest: Digest, queryCode: QueryCode) {
        let code = derive(1, nonce)
        return (Digest(code), QueryCode(random: Array(code[16...])))
    }

    /// The citizen's query code.
    package func queryCode(forNonce nonce: [UInt8]) -> QueryCode { secrets(ofNonce: nonce).queryCode }

    /// What the ledger keeps of a text: without the nonce nobody can tell whether a guess is right.
    package func digest(ofText text: String, nonce: [UInt8]) -> Digest {
        Digest(
            derive(2) { hash in
                hash.update(nonce)
                hash.update(0)
                hash.update(text.utf8)
            })
    }

    /// What the ledger keeps of all that was typed into a form, so that a change of any field is told from a
    /// repetition; of a text alone it is ``digest(ofText:nonce:)``.
    ///
    /// - Parameters:
    ///   - words: What was typed.
    ///   - topic: The topic, when it is one of the configured ones.
    ///   - nonce: The form's.
    /// - Returns: The digest.
    package func digest(of words: Event.Personal, topic: String?, nonce: [UInt8]) -> Digest {
        let further = [words.name, words.phone, topic ?? words.topic]
        if further.allSatisfy({ $0 == nil }) { return digest(ofText: words.text ?? "", nonce: nonce) }
        return Digest(
            derive(9) { hash in
                hash.update(nonce)
                hash.update(0)
                for field in [words.text] + further {
                    // With its length, so that no field can end in another.
                    hash.update(Array("\(field?.utf8.count ?? -1):".utf8))
                    hash.update((field ?? "").utf8)
                }
            })
    }

    /// The nonce of the message that the form with that nonce makes once the case that it made has been erased: the
    /// same on every server, so that it, too, is one message.
    package func nonce(afterErasureOf nonce: [UInt8]) -> [UInt8] { derive(10, nonce) }

    /// What the ledger keeps of a query code.
    package func digest(of queryCode: QueryCode) -> Digest { Digest(derive(3, queryCode.symbols)) }

    /// What chooses the case number; the next attempt when another message of the day has it.
    func numberValue(forNonce nonce: [UInt8], attempt: UInt8) -> UInt64 {
        let code = derive(4) { hash in
            hash.update(attempt)
            hash.update(nonce)
        }
        return code.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The nonce of a paper form that was printed with its case number on it.
    ///
    /// Nobody else can make it, so that nobody comes to the form's query code by sending its number as a nonce.
    package func nonce(ofForm number: CaseNumber) -> [UInt8] { derive(6, number.bytes) }

    /// What the ledger keeps of the idempotency key of an act on a case.
    ///
    /// - Parameters:
    ///   - key: The key, as its sender chose it.
    ///   - sender: Who sends it: two may choose the same key.
    ///   - number: The case.
    /// - Returns: The digest.
    package func digest(ofKey key: String, by sender: String, on number: CaseNumber) -> Digest {
        Digest(derive(7, Array(sender.utf8) + [0] + number.bytes + [0] + Array(key.utf8)))
    }

    /// What the ledger keeps of the idempotency key of an act on what belongs to no case.
    ///
    /// - Parameters:
    ///   - key: The key, as its sender chose it.
    ///   - sender: Who sends it.
    ///   - subject: What it is about, such as `log/SS00-L261129-7K3M9`.
    /// - Returns: The digest.
    package func digest(ofKey key: String, by sender: String, onRecord subject: String) -> Digest {
        Digest(derive(11, Array(sender.utf8) + [0] + Array(subject.utf8) + [0] + Array(key.utf8)))
    }

    /// What the ledger keeps of an act that is entered together with its matter, such as an answer given on the spot.
    ///
    /// It hangs on the matter's nonce and not on its number: two servers that take one entry at once, while their clocks
    /// show two days, give it a number each.
    ///
    /// - Parameters:
    ///   - act: Which act.
    ///   - nonce: The matter's nonce.
    /// - Returns: The digest.
    package func digest(of act: EventKind, enteredWith nonce: [UInt8]) -> Digest {
        Digest(derive(12, nonce + [0] + Array(act.rawValue.utf8)))
    }

    /// The nonce of a message that an officer enters under an idempotency key.
    package func nonce(ofIntake key: String, by sender: String) -> [UInt8] {
        derive(8, Array(sender.utf8) + [0] + Array(key.utf8))
    }

    /// The key's code for a message of one purpose; the label keeps the purposes apart.
    private func derive(_ label: UInt8, _ message: [UInt8]) -> [UInt8] {
        derive(label) { $0.update(message) }
    }

    private func derive(_ label: UInt8, _ feed: (inout SHA256) -> Void) -> [UInt8] {
        key.authenticate { hash in
            hash.update(label)
            feed(&hash)
        }
    }
}
