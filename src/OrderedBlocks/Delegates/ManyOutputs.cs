namespace OrderedBlocks.Delegates;

/// <summary>What a delegate has returned: one of the three, or none.</summary>
/// <param name="Enumerable">The outputs.</param>
/// <param name="Task">Ends with the outputs.</param>
/// <param name="AsyncEnumerable">The outputs, one by one.</param>
internal readonly record struct ManyOutputs<TOutput>(
    IEnumerable<TOutput>? Enumerable,
    ValueTask<IEnumerable<TOutput>>? Task,
    IAsyncEnumerable<TOutput>? AsyncEnumerable)
{
    /// <summary>Whether the delegate returned null instead of a task.</summary>
    public bool IsNoTask { get; init; }

    public static ManyOutputs<TOutput> Of(IEnumerable<TOutput>? outputs) => new(outputs, null, null);

    public static ManyOutputs<TOutput> Of(ValueTask<IEnumerable<TOutput>> outputs) => new(null, outputs, null);

    public static ManyOutputs<TOutput> Of(Task<IEnumerable<TOutput>>? outputs) => outputs is null
        ? new ManyOutputs<TOutput> { IsNoTask = true }
        : Of(new ValueTask<IEnumerable<TOutput>>(outputs));

    public static ManyOutputs<TOutput> Of(IAsyncEnumerable<TOutput>? outputs) => new(null, null, outputs);
}
