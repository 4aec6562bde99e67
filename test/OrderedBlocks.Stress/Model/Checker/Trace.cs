using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace ModelChecking;

/// <summary>The steps of one execution, for people.</summary>
public sealed class Trace
{
    private readonly List<Entry> _entries = [];

    /// <summary>How many steps there are.</summary>
    public int Length => _entries.Count;

    /// <summary>The steps, a line each.</summary>
    /// <param name="names">The names of the cells.</param>
    public string Format(CellNames names)
    {
        var text = new StringBuilder();
        foreach (Entry entry in _entries)
        {
            string name = entry.Cell is null ? "" : names.NameOf(entry.Cell);
            string before = entry.Before is { } old ? ' ' + names.Format(name, old) : "";
            string value = entry.Cell is null ? "" : names.Format(name, entry.Value);
            string kind = entry.Kind is { } known ? known.ToString() : "(memory)";
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"  {entry.Thread,-10} {kind,-9} {name,-22} {value,-14} {entry.Note + before,-26} {entry.Where}");
            text.AppendLine(line.TrimEnd());
        }

        return text.ToString();
    }

    internal void Add(string thread, AccessKind? kind, Cell? cell, long value, string note, long? before = null) =>
        _entries.Add(new Entry(thread, kind, cell, value, note, before, kind is null ? "" : CallersOf()));

    // The library's method that made the step, and its caller.
    private static string CallersOf()
    {
        List<string> callers = [];
        foreach (StackFrame frame in new StackTrace(2, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is { DeclaringType: { } type } method
                && type.Namespace?.StartsWith("OrderedBlocks", StringComparison.Ordinal) == true
                && type.Name is not "Word" and not "Reference`1" and not "Fence")
            {
                callers.Add($"{NameOf(type)}.{NameOf(method)}");
                if (callers.Count == 3)
                {
                    break;
                }
            }
        }

        return string.Join(" < ", callers);
    }

    // A lambda's class and method have no names of their own.
    private static string NameOf(Type type) => (type.Name.StartsWith('<') ? type.DeclaringType! : type).Name.Split('`')[0];

    private static string NameOf(MethodBase method) =>
        method.Name.StartsWith('<') ? method.Name[1..method.Name.IndexOf('>', StringComparison.Ordinal)] : method.Name;

    private sealed record Entry(
        string Thread, AccessKind? Kind, Cell? Cell, long Value, string Note, long? Before, string Where);
}
