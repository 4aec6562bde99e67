namespace OrderedBlocks.Output;

/// <summary>Somebody who waits for an output.</summary>
/// <param name="Reader">Who.</param>
/// <param name="Id">Which of his waits.</param>
internal readonly record struct WaitingReader<TOutput>(IOutputReader<TOutput> Reader, long Id);
