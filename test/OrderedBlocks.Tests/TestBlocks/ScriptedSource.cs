using System.Collections.Concurrent;

namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>
/// A source that the test drives by hand: it offers what the test says, and answers to the target as its script says. Every
/// call of the target is written to a log, which several sources may share.
/// </summary>
public sealed class ScriptedSource : ISourceBlock<int>
{
    private readonly ConcurrentDictionary<long, int> _values = new();
    private readonly string _name;
    private readonly Log<string> _calls;
    private volatile bool _isUnlinked;

    /// <summary>Makes a source whose calls are logged as "name: consume id" and so on.</summary>
    public ScriptedSource(string name = "source", Log<string>? calls = null)
    {
        _name = name;
        _calls = calls ?? new Log<string>();
    }

    /// <summary>What ConsumeMessage does besides; false when the message is gone.</summary>
    public Func<long, bool> OnConsume { get; init; } = _ => true;

    /// <summary>What ReserveMessage answers.</summary>
    public Func<long, bool> OnReserve { get; init; } = _ => true;

    /// <summary>What ReleaseReservation does besides.</summary>
    public Action<long> OnRelease { get; init; } = _ => { };

    /// <summary>What LinkTo does besides.</summary>
    public Action OnLink { get; init; } = () => { };

    /// <summary>What the taking back of a link does first, by how often it was asked for.</summary>
    public Action<int> OnUnlink { get; init; } = _ => { };

    /// <summary>Whether a link was taken back.</summary>
    public bool IsUnlinked => _isUnlinked;

    /// <summary>The calls of the target, oldest first.</summary>
    public Log<string> Calls => _calls;

    /// <summary>The target of the last call to ConsumeMessage.</summary>
    public ITargetBlock<int>? LastConsumer { get; private set; }

    /// <summary>The target that was linked last. The link does nothing: messages are offered by hand.</summary>
    public ITargetBlock<int>? LinkedTarget { get; private set; }

    Task IDataflowBlock.Completion => throw new NotSupportedException("This source has no completion.");

    /// <summary>Offers a message. What is consumed later is <paramref name="consumedAs"/>, else the value offered.</summary>
    public DataflowMessageStatus Offer(
        ITargetBlock<int> target, long id, int value, bool consumeToAccept = false, int? consumedAs = null)
    {
        _values[id] = consumedAs ?? value;
        return target.OfferMessage(new DataflowMessageHeader(id), value, this, consumeToAccept);
    }

    int ISourceBlock<int>.ConsumeMessage(
        DataflowMessageHeader messageHeader, ITargetBlock<int> target, out bool messageConsumed)
    {
        LastConsumer = target;
        _calls.Add($"{_name}: consume {messageHeader.Id}");
        messageConsumed = OnConsume(messageHeader.Id);
        return messageConsumed ? _values[messageHeader.Id] : 0;
    }

    bool ISourceBlock<int>.ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target)
    {
        _calls.Add($"{_name}: reserve {messageHeader.Id}");
        return OnReserve(messageHeader.Id);
    }

    void ISourceBlock<int>.ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<int> target)
    {
        _calls.Add($"{_name}: release {messageHeader.Id}");
        OnRelease(messageHeader.Id);
    }

    IDisposable ISourceBlock<int>.LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions)
    {
        LinkedTarget = target;
        OnLink();
        return new Unlinker(this);
    }

    void IDataflowBlock.Complete()
    {
    }

    void IDataflowBlock.Fault(Exception exception)
    {
    }

    private sealed class Unlinker(ScriptedSource source) : IDisposable
    {
        private int _calls;

        public void Dispose()
        {
            source.OnUnlink(Interlocked.Increment(ref _calls));
            source._isUnlinked = true;
        }
    }
}
