using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelChecking;

namespace OrderedBlocks.Plants;

/// <summary>
/// Compiles the library's sources, the twins and the scenarios once more, with a bug planted, and gives the scenarios of that
/// assembly. The checker itself stays the same.
/// </summary>
public static class MutantCompiler
{
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly Assembly s_model = typeof(MutantCompiler).Assembly;
    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.Preview);
    private static readonly Lazy<Dictionary<string, SyntaxTree>> s_sources = new(ReadSources);
    private static readonly Lazy<ILookup<string, TypeDeclarationSyntax>> s_types = new(ReadTypes);
    private static readonly Lazy<MetadataReference[]> s_references = new(ReadReferences);
    private static readonly Lazy<CSharpCompilation> s_compilation = new(() => CreateCompilation("OrderedBlocks.Model.Whole", s_sources.Value.Values));

    /// <summary>Sees whether the bug can be planted, and whether the changed files compile. No other file is looked at.</summary>
    /// <exception cref="InvalidOperationException">The plant does not fit the sources any more.</exception>
    public static void CheckFit(Plant plant)
    {
        CSharpCompilation compilation = s_compilation.Value;
        List<SyntaxTree> changed = [];
        foreach ((string file, SyntaxTree tree) in Apply(plant))
        {
            SyntaxTree original = s_sources.Value[file];
            if (tree != original)
            {
                compilation = compilation.ReplaceSyntaxTree(original, tree);
                changed.Add(tree);
            }
        }

        ThrowOnErrors(plant, changed.SelectMany(tree => compilation.GetSemanticModel(tree).GetDiagnostics()));
    }

    /// <summary>The scenarios over the sources with the bug in them.</summary>
    /// <exception cref="InvalidOperationException">The plant does not fit the sources any more.</exception>
    public static IReadOnlyList<ScenarioCase> Compile(Plant plant)
    {
        CSharpCompilation compilation = CreateCompilation($"OrderedBlocks.Model.{plant.Name}", Apply(plant).Values);
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        ThrowOnErrors(plant, result.Diagnostics);
        image.Position = 0;
        var context = new AssemblyLoadContext(plant.Name, isCollectible: true);
        context.Resolving += static (_, name) => name.Name == s_model.GetName().Name ? s_model : null;
        Type catalog = context.LoadFromStream(image).GetType("OrderedBlocks.Scenarios.ScenarioCatalog", throwOnError: true)!;
        return (IReadOnlyList<ScenarioCase>)catalog.GetProperty("All")!.GetValue(null)!;
    }

    private static CSharpCompilation CreateCompilation(string name, IEnumerable<SyntaxTree> sources) =>
        CSharpCompilation.Create(
            name,
            sources.Append(Parse("GlobalUsings.cs", GlobalUsings)),
            s_references.Value,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable));

    private static void ThrowOnErrors(Plant plant, IEnumerable<Diagnostic> diagnostics)
    {
        Diagnostic[] errors = [.. diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
        {
            throw new InvalidOperationException(
                $"Plant '{plant.Name}' does not compile: {string.Join(System.Environment.NewLine, (IEnumerable<Diagnostic>)errors)}");
        }
    }

    private static Dictionary<string, SyntaxTree> Apply(Plant plant)
    {
        Dictionary<string, SyntaxTree> sources = new(s_sources.Value);
        foreach (IGrouping<string, TextChange> file in plant.Edits
            .Select(edit => ChangeOf(plant, edit))
            .GroupBy(static change => change.File, static change => change.Change))
        {
            sources[file.Key] = Parse(file.Key, sources[file.Key].GetText().WithChanges(file).ToString());
        }

        return sources;
    }

    private static (string File, TextChange Change) ChangeOf(Plant plant, Edit edit)
    {
        IReadOnlyList<(string File, TextSpan Span)> found = PlaceFinder.Find(s_types.Value, edit);
        return found is [(string file, TextSpan span)]
            ? (file, new TextChange(span, edit.New))
            : throw new InvalidOperationException(
                $"Plant '{plant.Name}': {edit.Place} must have this once and not {found.Count} times, so that it can be changed: {edit.Old}");
    }

    private static SyntaxTree Parse(string name, string text) => CSharpSyntaxTree.ParseText(text, s_parseOptions, name);

    private static Dictionary<string, SyntaxTree> ReadSources()
    {
        Dictionary<string, SyntaxTree> sources = [];
        foreach (string name in s_model.GetManifestResourceNames().Where(static name => name.EndsWith(".cs", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(s_model.GetManifestResourceStream(name)!);
            sources.Add(name, Parse(name, reader.ReadToEnd()));
        }

        return sources;
    }

    private static ILookup<string, TypeDeclarationSyntax> ReadTypes() => s_sources.Value.Values
        .SelectMany(static source => source.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>())
        .ToLookup(static type => type.Identifier.Text);

    private static MetadataReference[] ReadReferences() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(s_model.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];
}
