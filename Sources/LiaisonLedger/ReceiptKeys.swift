import LiaisonCodes
import LiaisonSystem

/// Everything about a receipt that follows from the form's nonce and the installation's secret.
///
/// The number, the query code and the stored hashes are functions of the nonce, so that the same form sent
/// twice, to whichever server, leads to the same receipt, and the store needs to keep no query code.
package struct ReceiptKeys: Sendable {
    private let key: HMACSHA256

    /// - Parameter secret: The installation's secret, at least 32 random bytes.
    package init(secret: [UInt8]) { key = HMACSHA256(key: secret) }

    /// What the ledger keeps of a nonce.
    package func digest(ofNonce nonce: [UInt8]) -> Digest { Digest(derive(1, nonce)) }

    /// What the ledger keeps of a text: without the nonce nobody can tell whether a guess is right.
    package func digest(ofText text: String, nonce: [UInt8]) -> Digest {
        Digest(derive(2, nonce + [0] + Array(text.utf8)))
    }

    /// The citizen's query code.
    package func queryCode(forNonce nonce: [UInt8]) -> QueryCode { QueryCode(random: derive(3, nonce)) }

    /// What the ledger keeps of a query code.
    package func digest(of queryCode: QueryCode) -> Digest { Digest(derive(4, queryCode.symbols)) }

    /// The case number to try; the next attempt when another message of the day has it.
    package func caseNumber(
        forNonce nonce: [UInt8], station: StationID, date: CivilDate, attempt: UInt8
    ) -> CaseNumber {
        let hash = derive(5, [attempt] + nonce)
        let value = hash.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return CaseNumber(station: station, date: date, value: value)
    }

    /// The nonce of a paper form that was printed with its case number on it.
    ///
    /// Nobody else can make it, so that nobody comes to the form's query code by sending its number as a nonce.
    package func nonce(ofForm number: CaseNumber) -> [UInt8] { derive(6, number.bytes) }

    /// The key's code for a message of one purpose; the label keeps the purposes apart.
    private func derive(_ label: UInt8, _ message: [UInt8]) -> [UInt8] { key.authenticate([label] + message) }
}
