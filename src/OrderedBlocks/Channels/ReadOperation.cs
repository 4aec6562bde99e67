using OrderedBlocks.Core;
using OrderedBlocks.Execution;
using OrderedBlocks.Protocol;

namespace OrderedBlocks.Channels;

/// <summary>A reader that waits for an output.</summary>
/// <remarks>
/// The block knows the wait by the operation's version. A token that comes while the reader is put into the queue is dealt with
/// as in <see cref="WriteOperation{TInput, TOutput}"/>.
/// </remarks>
internal sealed class ReadOperation<TOutput, TOutputs> : Operation<TOutput>, IOutputReader<TOutput>
    where TOutputs : struct, IOutputs<TOutput>
{
    private readonly SourceSide<TOutput, TOutputs> _source;
    private readonly LifeCycle _lifeCycle;
    private readonly OperationPool<ReadOperation<TOutput, TOutputs>> _pool;

    // Who ends it.
    private TOutput? _output;

    public ReadOperation(
        SourceSide<TOutput, TOutputs> source,
        LifeCycle lifeCycle,
        OperationPool<ReadOperation<TOutput, TOutputs>> pool)
    {
        _source = source;
        _lifeCycle = lifeCycle;
        _pool = pool;
        Place = new LinkedListNode<WaitingReader<TOutput>>(default);
    }

    public LinkedListNode<WaitingReader<TOutput>> Place { get; }

    public IOutputReader<TOutput>? NextToTell { get; set; }

    /// <summary>Waits for an output.</summary>
    public ValueTask<TOutput> ReadAsync(CancellationToken cancellationToken)
    {
        long version = Prepare();
        var task = new ValueTask<TOutput>(this, Token);
        if (TryArm(version, cancellationToken))
        {
            if (!_source.TryAwait(this, version, takes: true))
            {
                if (TryEnd(version))
                {
                    TellEnd(_lifeCycle.Reason);
                }
            }
            else if (!IsArmed(version))
            {
                _source.Withdraw(this);
            }
        }

        return task;
    }

    bool IOutputReader<TOutput>.TryEnd(long id) => TryEnd(id);

    public void Receive(TOutput output) => _output = output;

    public void Tell()
    {
        TOutput output = _output!;
        _output = default;
        Succeed(output);
    }

    public void TellEnd(Exception? reason) => Fail(Closing.Refusal(reason));

    /// <inheritdoc/>
    protected override void OnCancelled(bool wasArmed)
    {
        if (wasArmed)
        {
            _source.Withdraw(this);
        }
    }

    /// <inheritdoc/>
    protected override void Return() => _pool.Return(this);
}
