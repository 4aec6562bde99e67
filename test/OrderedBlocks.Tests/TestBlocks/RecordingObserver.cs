namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>An observer that keeps what it is told.</summary>
public sealed class RecordingObserver : IObserver<int>
{
    private readonly Log<int> _items = new();
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The items.</summary>
    public Log<int> Items => _items;

    /// <summary>Ends with null for OnCompleted, else with the error.</summary>
    public Task<Exception?> Ended => _ended.Task;

    /// <inheritdoc/>
    public void OnNext(int value) => _items.Add(value);

    /// <inheritdoc/>
    public void OnCompleted() => _ended.TrySetResult(null);

    /// <inheritdoc/>
    public void OnError(Exception error) => _ended.TrySetResult(error);
}
