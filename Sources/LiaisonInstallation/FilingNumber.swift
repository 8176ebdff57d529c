/// A number under which a public site is filed, as it stands at the foot of its pages with a link to the register.
///
/// Measures for the filing of non-commercial internet information services, article 13: the number at the foot of the home
/// page, with a link to the ministry's system. The police's number links to the police's.
package struct FilingNumber: Hashable, Sendable {
    /// As the authority wrote it.
    package let text: String
    /// The register that says whose it is.
    package let link: String

    /// The longest that is shown.
    private static let longest = 40
    /// Digits in the police's numbers.
    private static let policeDigits = 14

    /// Reads the number of an ICP filing or licence: the province, `ICP`, and digits; nothing for anything else.
    package init?(icp text: String) {
        guard text.count <= Self.longest, text.contains("ICP"), text.count(where: \.isWholeNumber) >= 6,
            text.first?.isASCII == false
        else { return nil }
        self.text = text
        link = "https://beian.miit.gov.cn/"
    }

    /// Reads the number of a filing with the police, which has fourteen digits; nothing for anything else.
    package init?(police text: String) {
        let digits = text.filter { $0.isASCII && $0.isWholeNumber }
        guard text.count <= Self.longest, digits.count == Self.policeDigits, text.first?.isASCII == false
        else {
            return nil
        }
        self.text = text
        link = "https://beian.mps.gov.cn/#/query/webSearch?code=\(digits)"
    }
}
