using ParallelGzip.Files;

namespace ParallelGzip;

/// <summary>The three standard streams, and which of them a person looks at.</summary>
internal sealed record Terminal(Stream Input, Stream Output, TextWriter Error)
{
    /// <summary>Compressed bytes are not written to a screen.</summary>
    public bool OutputIsScreen { get; init; }

    /// <summary>A progress bar is drawn on a screen only.</summary>
    public bool ErrorIsScreen { get; init; }

    public static Terminal OfProcess() => new(Console.OpenStandardInput(), StandardOutput.Open(), Console.Error)
    {
        OutputIsScreen = !Console.IsOutputRedirected,
        ErrorIsScreen = !Console.IsErrorRedirected,
    };
}
