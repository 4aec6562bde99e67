using System.Diagnostics;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Hub;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Channels;

/// <summary>A block as what one writes to. Any thread.</summary>
[DebuggerDisplay("{_core}")]
internal sealed class BlockChannelWriter<TInput>(IBlock<TInput> core) : ChannelWriter<TInput>
{
    private readonly IBlock<TInput> _core = core;
    private readonly OperationPool<WriteOperation<TInput>> _operations = new();

    /// <inheritdoc/>
    public override bool TryComplete(Exception? error = null) => _core.TryComplete(error);

    /// <inheritdoc/>
    public override bool TryWrite(TInput item) => _core.Input.Post(item) == DataflowMessageStatus.Accepted;

    /// <inheritdoc/>
    public override ValueTask WriteAsync(TInput item, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken)
        : _core.Input.Post(item) switch
        {
            DataflowMessageStatus.Accepted => default,
            DataflowMessageStatus.DecliningPermanently => ValueTask.FromException(Closing.Refusal(_core.LifeCycle.Reason)),
            _ => TakeOperation().WriteAsync(item, cancellationToken),
        };

    /// <inheritdoc/>
    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<bool>(cancellationToken)
        : _core.Input.LookForRoom() switch
        {
            AdmissionStatus.Admitted => new ValueTask<bool>(true),
            AdmissionStatus.Closed => Closing.AnswerToWaiter(_core.LifeCycle.Reason),
            _ => TakeOperation().WaitAsync(cancellationToken),
        };

    private WriteOperation<TInput> TakeOperation() =>
        _operations.TryTake(out WriteOperation<TInput>? operation)
            ? operation
            : new WriteOperation<TInput>(_core, _operations);
}
