using OrderedBlocks.Core;
using OrderedBlocks.Execution;
using OrderedBlocks.Protocol;

namespace OrderedBlocks.Channels;

/// <summary>A reader that waits until there is an output. As <see cref="ReadOperation{TOutput, TOutputs}"/>.</summary>
internal sealed class ReadWaitOperation<TOutput, TOutputs> : Operation<bool>, IOutputReader<TOutput>
    where TOutputs : struct, IOutputs<TOutput>
{
    private readonly SourceSide<TOutput, TOutputs> _source;
    private readonly LifeCycle _lifeCycle;
    private readonly OperationPool<ReadWaitOperation<TOutput, TOutputs>> _pool;

    public ReadWaitOperation(
        SourceSide<TOutput, TOutputs> source,
        LifeCycle lifeCycle,
        OperationPool<ReadWaitOperation<TOutput, TOutputs>> pool)
    {
        _source = source;
        _lifeCycle = lifeCycle;
        _pool = pool;
        Place = new LinkedListNode<WaitingReader<TOutput>>(default);
    }

    public LinkedListNode<WaitingReader<TOutput>> Place { get; }

    public IOutputReader<TOutput>? NextToTell { get; set; }

    /// <summary>Waits until there is an output, or the block has ended.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        long version = Prepare();
        var task = new ValueTask<bool>(this, Token);
        if (TryArm(version, cancellationToken))
        {
            if (!_source.TryAwait(this, version, takes: false))
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

    public void Receive(TOutput output)
    {
        // It stays where it is.
    }

    public void Tell() => Succeed(true);

    public void TellEnd(Exception? reason)
    {
        if (reason is null)
        {
            Succeed(false);
        }
        else
        {
            Fail(reason);
        }
    }

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
