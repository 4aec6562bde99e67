namespace OrderedBlocks.Completion;

/// <summary>Something that is going to be done, and that one waits for. Who does it runs what follows.</summary>
internal sealed class CompletionSignal
{
    private readonly TaskCompletionSource _source = new();

    /// <summary>Ends when it is done. Never fails.</summary>
    public ValueTask Task => new(_source.Task);

    /// <summary>It is done; once.</summary>
    public void Set() => _source.SetResult();
}
