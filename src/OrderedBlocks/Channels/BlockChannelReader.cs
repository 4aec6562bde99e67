using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using OrderedBlocks.Completion;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;
using OrderedBlocks.Streams;

namespace OrderedBlocks.Channels;

/// <summary>A block as what one reads from. Any thread.</summary>
[DebuggerDisplay("{_source}")]
internal sealed class BlockChannelReader<TOutput> : ChannelReader<TOutput>
{
    private readonly LinkedOutput<TOutput> _source;
    private readonly LifeCycle _lifeCycle;
    private readonly OperationPool<ReadOperation<TOutput>> _reads = new();
    private readonly OperationPool<ReadWaitOperation<TOutput>> _waits = new();

    public BlockChannelReader(LinkedOutput<TOutput> source, LifeCycle lifeCycle)
    {
        _source = source;
        _lifeCycle = lifeCycle;
        source.ExpectReaders();
    }

    /// <inheritdoc/>
    public override Task Completion => _lifeCycle.Completion;

    /// <inheritdoc/>
    public override bool CanCount => true;

    /// <inheritdoc/>
    public override bool CanPeek => true;

    /// <inheritdoc/>
    public override int Count => _source.ReadyCount;

    /// <inheritdoc/>
    public override bool TryRead([MaybeNullWhen(false)] out TOutput item) => _source.TryRead(out item, out _);

    /// <inheritdoc/>
    public override bool TryPeek([MaybeNullWhen(false)] out TOutput item) => _source.TryPeek(out item, out _);

    /// <inheritdoc/>
    public override ValueTask<TOutput> ReadAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<TOutput>(cancellationToken)
        : _source.TryRead(out TOutput? item, out bool isOver) ? new ValueTask<TOutput>(item)
        : isOver ? Closing.AnswerToReader<TOutput>(_lifeCycle.Reason)
        : TakeRead().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<bool>(cancellationToken)
        : _source.TryPeek(out _, out bool isOver) ? new ValueTask<bool>(true)
        : isOver ? Closing.AnswerToWaiter(_lifeCycle.Reason)
        : TakeWait().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<TOutput> ReadAllAsync(CancellationToken cancellationToken = default) =>
        new Stream<TOutput>(token => new ChannelEnumerator<TOutput>(this, cancellationToken, token));

    private ReadOperation<TOutput> TakeRead() =>
        _reads.TryTake(out ReadOperation<TOutput>? operation)
            ? operation
            : new ReadOperation<TOutput>(_source, _lifeCycle, _reads);

    private ReadWaitOperation<TOutput> TakeWait() =>
        _waits.TryTake(out ReadWaitOperation<TOutput>? operation)
            ? operation
            : new ReadWaitOperation<TOutput>(_source, _lifeCycle, _waits);
}
