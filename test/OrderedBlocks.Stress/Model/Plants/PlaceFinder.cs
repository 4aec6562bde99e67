using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace OrderedBlocks.Plants;

/// <summary>Finds the piece of the sources that an <see cref="Edit"/> is about.</summary>
internal static class PlaceFinder
{
    /// <summary>All places where the edit's old text stands in its type or member.</summary>
    /// <param name="types">The declarations of the types, by name.</param>
    /// <param name="edit">The edit.</param>
    public static IReadOnlyList<(string File, TextSpan Span)> Find(ILookup<string, TypeDeclarationSyntax> types, Edit edit)
    {
        (string type, string? member) = edit.Place.Split('.') is [string first, string second] ? (first, second) : (edit.Place, null);
        string[] wanted = [.. TokensOf(edit.Old)];
        return
        [
            .. from declaration in types[type]
               from part in member is null ? [declaration] : declaration.Members.Where(candidate => NameOf(candidate) == member)
               from span in Find(part.DescendantTokens(), wanted)
               select (declaration.SyntaxTree.FilePath, span),
        ];
    }

    private static IEnumerable<TextSpan> Find(IEnumerable<SyntaxToken> all, string[] wanted)
    {
        (string Text, TextSpan Span)[] tokens = [.. all.SelectMany(Split)];
        for (int start = 0; start + wanted.Length <= tokens.Length; start++)
        {
            if (wanted.Index().All(token => tokens[start + token.Index].Text == token.Item))
            {
                yield return TextSpan.FromBounds(tokens[start].Span.Start, tokens[start + wanted.Length - 1].Span.End);
            }
        }
    }

    // A shift to the right is one token in a tree, and several for the lexer, which does not know of types yet.
    private static IEnumerable<(string Text, TextSpan Span)> Split(SyntaxToken token) =>
        token.Text is ">>" or ">>>" ? token.Text.Select(part => (part.ToString(), token.Span)) : [(token.Text, token.Span)];

    private static IEnumerable<string> TokensOf(string text) =>
        SyntaxFactory.ParseTokens(text).Select(static token => token.Text).Where(static token => token.Length > 0);

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        ConstructorDeclarationSyntax => "ctor",
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };
}
