namespace OrderedBlocks.Streams;

/// <summary>Exceptions without what Dataflow wraps around them.</summary>
internal static class Errors
{
    /// <summary>The exception itself where there is only one, however often it was wrapped.</summary>
    public static Exception Unwrap(Exception error) =>
        error is AggregateException many && many.Flatten().InnerExceptions is [var only] ? only : error;

    /// <summary>The first of what a block has faulted with.</summary>
    public static Exception First(Exception error) =>
        error is AggregateException many && many.Flatten().InnerExceptions is [var first, ..] ? first : error;
}
