using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Actors;

/// <summary>A target that takes everything while it is open, and postpones everything while it is shut.</summary>
/// <remarks>What it takes it takes in an offer: so nothing is delivered on two threads at once, and the order is seen.</remarks>
internal sealed class ShutterTarget<T>(Action<T> deliver) : ITargetBlock<T>
{
    private readonly Lock _lock = new();

    // All under the lock, under which nobody else is called.
    private bool _isShut;
    private DataflowMessageHeader _postponed;
    private ISourceBlock<T>? _source;

    public Task Completion => throw new NotSupportedException();

    public void Shut()
    {
        lock (_lock)
        {
            _isShut = true;
        }
    }

    /// <summary>Opens, and has what was postponed offered again.</summary>
    public void Open()
    {
        DataflowMessageHeader header;
        ISourceBlock<T>? source;
        lock (_lock)
        {
            _isShut = false;
            (header, source) = (_postponed, _source);
            (_postponed, _source) = (default, null);
        }

        if (source is not null && source.ReserveMessage(header, this))
        {
            source.ReleaseReservation(header, this);
        }
    }

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader,
        T messageValue,
        ISourceBlock<T>? source,
        bool consumeToAccept)
    {
        lock (_lock)
        {
            if (_isShut)
            {
                (_postponed, _source) = (messageHeader, source);
                return DataflowMessageStatus.Postponed;
            }
        }

        deliver(messageValue);
        return DataflowMessageStatus.Accepted;
    }

    public void Complete()
    {
    }

    public void Fault(Exception exception)
    {
    }
}
