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
    /// <param name="source">Who holds it.</param>
    /// <param name="header">Which it is.</param>
    /// <param name="context">The context in which it was offered, if that is captured.</param>
    public void Put(ISourceBlock<TInput> source, DataflowMessageHeader header, ExecutionContext? context)
    {
        var message = new PostponedMessage(source, header, context);
        if (_bySource.TryGetValue(source, out LinkedListNode<PostponedMessage>? node))
        {
            node.Value = message;
        }
        else
        {
            _bySource.Add(source, _order.AddLast(message));
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

    /// <summary>A message, who holds it, and the context in which it was offered, if that is captured.</summary>
    internal readonly record struct PostponedMessage(
        ISourceBlock<TInput> Source, DataflowMessageHeader Header, ExecutionContext? Context);
}
