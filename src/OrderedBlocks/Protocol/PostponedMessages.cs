using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Protocol;

/// <summary>
/// The messages that sources hold for the block, first come first served; one a source, of which the newest counts.
/// Not thread-safe.
/// </summary>
internal sealed class PostponedMessages<TInput>
{
    private readonly LinkedList<PostponedMessage> _order = new();
    private readonly Dictionary<ISourceBlock<TInput>, LinkedListNode<PostponedMessage>> _bySource =
        new(ReferenceEqualityComparer.Instance);

    public int Count => _order.Count;

    /// <summary>Notes a message. A source that has one here keeps its place.</summary>
    public void Put(ISourceBlock<TInput> source, DataflowMessageHeader header)
    {
        if (_bySource.TryGetValue(source, out LinkedListNode<PostponedMessage>? node))
        {
            node.Value = new PostponedMessage(source, header);
        }
        else
        {
            _bySource.Add(source, _order.AddLast(new PostponedMessage(source, header)));
        }
    }

    /// <summary>Takes the message that has waited longest.</summary>
    public bool TryTake([MaybeNullWhen(false)] out PostponedMessage message)
    {
        if (_order.First is not { } first)
        {
            message = default;
            return false;
        }

        message = first.Value;
        Remove(message.Source);
        return true;
    }

    /// <summary>Forgets a source's message, if there is one.</summary>
    public void Remove(ISourceBlock<TInput> source)
    {
        if (_bySource.Remove(source, out LinkedListNode<PostponedMessage>? node))
        {
            _order.Remove(node);
        }
    }

    /// <summary>The sources, for the debugger.</summary>
    public ISourceBlock<TInput>[] ToArray() => [.. _order.Select(static message => message.Source)];

    /// <summary>A message and who holds it.</summary>
    internal readonly record struct PostponedMessage(ISourceBlock<TInput> Source, DataflowMessageHeader Header);
}
