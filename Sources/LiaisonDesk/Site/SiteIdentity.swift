import LiaisonInstallation

/// Who runs this installation, from its configuration: what every page says of it.
package struct SiteIdentity: Sendable {
    /// The name in the head of every page, such as 韶山市人大代表联络站.
    package let name: String
    /// Who answers for personal data (个人信息处理者), such as 韶山市人大常委会办公室.
    package let handler: String
    /// How to reach the handler: an address, a telephone number.
    package let contact: String
    /// How long personal data is kept, in words, such as 办结后三年.
    package let retention: String
    /// Under which numbers the site is filed; none for one that isn't public.
    package let filings: [FilingNumber]

    package init(
        name: String, handler: String, contact: String, retention: String, filings: [FilingNumber] = []
    ) {
        (self.name, self.handler, self.contact, self.retention) = (name, handler, contact, retention)
        self.filings = filings
    }
}
